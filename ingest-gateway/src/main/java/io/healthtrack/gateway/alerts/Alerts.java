package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The episodes and their events, as far as this gateway has read them. */
public final class Alerts implements AutoCloseable {

  private static final int READERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AlertReader reader;
  private final AlertStore store;
  private final AlertDesk desk;
  private final LiveAlerts live = new LiveAlerts();
  private final Semaphore readers = new Semaphore(READERS);
  private final Clock clock = Clock.systemUTC();
  private AlertPeople people;
  private volatile AlertFeed feed;

  /**
   * Opens the store; {@link #follow} begins to read.
   *
   * @param folder of the store
   * @param patience how long a command's answer may take
   */
  public Alerts(
      String bootstrapServers,
      Map<String, String> overrides,
      RegistryClient registry,
      Path folder,
      Duration patience) {
    reader = new AlertReader(bootstrapServers, overrides, registry);
    desk = new AlertDesk(patience);
    store = new AlertStore(folder, registry);
  }

  /** Too many clients are reading what they missed; try again. */
  public static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("too many clients are reading what they missed");
    }
  }

  /** Some of what follows the position is no longer in the topics. */
  public static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;

    GoneException() {
      super("the topics do not hold everything after the position");
    }
  }

  /** Begins to read, once the directory knows people. */
  public void follow(DirectoryFeed directory) {
    people = new AlertPeople(store, directory.directory(), clock);
    feed = new AlertFeed(reader, store, people, live, desk, directory::caughtUp, clock);
    feed.start();
  }

  /** The directory has a new entry, or has one no longer: then the person's episodes go too. */
  public void heard(ConsumerRecord<byte[], byte[]> entry) {
    if (entry.value() == null && entry.topic().equals(Topics.REGISTRY_USERS.name())) {
      ByteBuffer key = ByteBuffer.wrap(entry.key());
      UUID user = new UUID(key.getLong(), key.getLong());
      store.erase(user, entry.timestamp());
      live.forget(user);
    }
  }

  /** Whether everything that was in the topics at start has been read. */
  public boolean caughtUp() {
    return feed != null && feed.caughtUp();
  }

  /** Whether it still follows the topics, or tries to. */
  public boolean alive() {
    return feed == null || feed.alive();
  }

  /** Events that the topics hold and this gateway has not read. */
  public long lag() {
    return feed == null ? 0 : feed.lag();
  }

  /** An episode of the tenant. */
  public Optional<Episode> episode(UUID id, String tenant) {
    return Optional.ofNullable(store.find(id))
        .filter(episode -> episode.newest().getTenant().equals(tenant))
        .filter(episode -> people.toBeTold(episode.newest()));
  }

  /** Looks at an episode, and says whether to go on. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One more.
     *
     * @param key where it is in the order of all
     */
    boolean goOn(byte[] key, Episode episode);
  }

  /**
   * Visits episodes of all tenants in a stable order.
   *
   * @param user only this person's; null for everybody's
   * @param after a key that was visited before; null for the beginning
   */
  public void visit(UUID user, byte[] after, Visitor visitor) {
    store.visit(
        user,
        after,
        (key, episode) -> !people.toBeTold(episode.newest()) || visitor.goOn(key, episode));
  }

  /**
   * Acknowledges an episode; the answer is the event that says so, or that it has ended meanwhile.
   *
   * @throws AlertsSilentException if nothing came of it in time: it still may
   */
  public AlertEvent acknowledge(Publisher publisher, AlertCommand command) {
    return desk.ask(publisher, command, () -> answered(command.getEpisodeId()));
  }

  /**
   * Silences an episode; the answer is the event that says so, or that it has ended meanwhile.
   *
   * @throws AlertsSilentException if nothing came of it in time: it still may
   */
  public AlertEvent silence(Publisher publisher, AlertCommand command) {
    return desk.askAnew(publisher, command, () -> over(command.getEpisodeId()));
  }

  private AlertEvent over(UUID id) {
    Episode episode = store.find(id);
    return episode != null && episode.ended() ? episode.newest() : null;
  }

  private AlertEvent answered(UUID id) {
    Episode episode = store.find(id);
    if (episode == null) {
      return null;
    }
    return episode.ended() ? episode.newest() : episode.acknowledgement();
  }

  /** How far this gateway has read. */
  public Position now() {
    return live.position();
  }

  /**
   * What a client has written that came from {@link Position#text()}.
   *
   * @throws Position.MalformedPositionException if it does not
   */
  public Position position(String written) throws Position.MalformedPositionException {
    return live.position().parse(written);
  }

  /** Subscribes whoever has everything up to the position; empty if that is too long ago. */
  public Optional<Subscription> subscribe(Wish wish, Position from) {
    return live.subscribe(wish, from);
  }

  /** No more for this one. */
  public void unsubscribe(Subscription subscription) {
    live.unsubscribe(subscription);
  }

  /**
   * Reads from the topics what somebody missed who was away for long.
   *
   * @param from null for everything there is
   * @throws GoneException if the topics do not hold all of it any more
   * @throws BusyException if too many do so at this moment
   */
  public CatchUp catchUp(Wish wish, Position from) throws GoneException, InterruptedException {
    if (!readers.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new BusyException();
    }
    CatchUp opened = null;
    try {
      opened =
          new CatchUp(
              reader, people, wish, from == null ? live.position() : from, readers::release);
      if (from == null) {
        opened.fromBeginning();
      } else if (!opened.complete()) {
        throw new GoneException();
      }
      return opened;
    } catch (RuntimeException | GoneException e) {
      if (opened == null) {
        readers.release();
      } else {
        opened.close();
      }
      throw e;
    }
  }

  /** Ends all subscriptions; what they were given can still be taken. */
  public void endSubscriptions() {
    live.close();
  }

  /** Ends those whose clients do not take it. */
  public void cutSubscriptions() {
    live.cut();
  }

  @Override
  public void close() {
    if (feed != null) {
      feed.close();
    }
    store.close();
  }
}
