package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.publishing.Publisher;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends commands about episodes and waits until this gateway has read what came of them. It waits
 * for the episode rather than for the command: two who acknowledge at once both learn of the one
 * event, and so does who asks again because the first answer was lost.
 */
final class AlertDesk {

  private final Map<UUID, CompletableFuture<AlertEvent>> waiting = new ConcurrentHashMap<>();
  private final Duration patience;

  AlertDesk(Duration patience) {
    this.patience = patience;
  }

  /**
   * The event that followed: it was acknowledged, or it has ended.
   *
   * @param already what followed of an earlier command, if it is known by now; else null
   * @throws AlertsSilentException if nothing followed in time: it may still
   */
  AlertEvent ask(Publisher publisher, AlertCommand command, Supplier<AlertEvent> already) {
    return ask(publisher, command, already, command.getEpisodeId());
  }

  /**
   * The event that followed from this very command, or the end of its episode.
   *
   * @param over the end, if it is known by now; else null
   * @throws AlertsSilentException if nothing followed in time: it may still
   */
  AlertEvent askAnew(Publisher publisher, AlertCommand command, Supplier<AlertEvent> over) {
    return ask(publisher, command, over, command.getCommandId());
  }

  private AlertEvent ask(
      Publisher publisher, AlertCommand command, Supplier<AlertEvent> already, UUID of) {
    CompletableFuture<AlertEvent> answer =
        waiting.computeIfAbsent(of, asked -> new CompletableFuture<>());
    try {
      AlertEvent before = already.get();
      if (before != null) {
        return before;
      }
      publisher.publish(command);
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AlertsSilentException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers are never failures", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AlertsSilentException(e);
    } finally {
      waiting.remove(of, answer);
    }
  }

  /** The store has an event. */
  void heard(AlertEvent event) {
    if (event.getEvent().equals("acknowledged") || Episode.ended(event)) {
      answer(event.getEpisodeId(), event);
    } else if (event.getEvent().equals("silenced") && event.getCommandId() != null) {
      answer(event.getCommandId(), event);
    }
  }

  private void answer(UUID asked, AlertEvent event) {
    CompletableFuture<AlertEvent> waiter = waiting.get(asked);
    if (waiter != null) {
      waiter.complete(event);
    }
  }
}
