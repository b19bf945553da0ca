package io.healthtrack.sink.archive;

import io.healthtrack.sink.maintenance.Maintenance;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.healthtrack.sink.maintenance.TroubleException;
import io.healthtrack.sink.partitions.PartitionWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Does what {@code ops.archive_queue} asks for. One request's trouble holds up no other. */
public final class ArchiveTask implements MaintenanceTask {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final MaintenanceConfig config;

  /** Into and out of the configured directory. */
  public ArchiveTask(MaintenanceConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "archive";
  }

  @Override
  public Duration every() {
    return config.interval().compareTo(EVERY) < 0 ? config.interval() : EVERY;
  }

  /**
   * Does what was asked for, in that order.
   *
   * @return how many requests are settled
   */
  @Override
  public long run(Jdbi jdbi) throws Exception {
    if (jdbi.withHandle(Request::all).isEmpty()) {
      return 0;
    }
    int[] waiting = new int[1];
    String[] trouble = new String[1];
    long settled =
        new PartitionWork(jdbi, config.lockTimeout())
            .alone(
                handle -> {
                  long done = 0;
                  for (Request request : Request.all(handle)) {
                    try {
                      settle(handle, request);
                      done++;
                    } catch (InterruptedException e) {
                      throw e;
                    } catch (Exception e) {
                      waiting[0]++;
                      trouble[0] = Maintenance.trouble(e);
                      handle.execute("CALL ops.discard_building()");
                      request.postpone(handle, trouble[0]);
                    }
                  }
                  return done;
                });
    if (waiting[0] > 0 && settled == 0) {
      throw new TroubleException("%d requests wait: %s".formatted(waiting[0], trouble[0]));
    }
    return settled;
  }

  private void settle(Handle handle, Request request) throws Exception {
    switch (request.kind()) {
      case "restore" -> restore(handle, request);
      case "archive" -> {
        ArchiveDirectory directory = directory(config);
        removeUnfinished(handle, directory);
        if (request.stillThere(handle)) {
          new Departure(handle, request).archive(directory);
        } else {
          request.forget(handle);
        }
      }
      case "drop" -> {
        if (request.stillThere(handle)) {
          new Departure(handle, request).drop();
        } else {
          request.forget(handle);
        }
      }
      default -> throw new TroubleException("an unknown kind of request");
    }
  }

  private void restore(Handle handle, Request request) throws Exception {
    Archive archive = Archive.find(handle, request.archive());
    Return comeback = new Return(handle, directory(config), archive);
    Optional<String> refusal = comeback.refusal();
    if (refusal.isPresent()) {
      handle.useTransaction(
          open -> {
            open.execute(
                "UPDATE ops.archives SET problem = ? WHERE archive_id = ?",
                refusal.get(),
                archive.id());
            request.forget(open);
          });
    } else {
      comeback.run(request);
    }
  }

  /** The directory, or why there is none. */
  static ArchiveDirectory directory(MaintenanceConfig config) throws TroubleException {
    Path root =
        config
            .archiveDirectory()
            .orElseThrow(() -> new TroubleException("sink.archive.directory is not set"));
    return new ArchiveDirectory(root);
  }

  /** Files that were being written when somebody was killed; their rows never left the table. */
  private static void removeUnfinished(Handle handle, ArchiveDirectory directory)
      throws java.io.IOException {
    record Unfinished(long id, String file) {}
    List<Unfinished> unfinished =
        handle
            .select("SELECT archive_id, file_name FROM ops.archives WHERE state = 'writing'")
            .map((row, context) -> new Unfinished(row.getLong(1), row.getString(2)))
            .list();
    for (Unfinished archive : unfinished) {
      Departure.abandon(handle, directory, archive.id(), archive.file());
    }
  }
}
