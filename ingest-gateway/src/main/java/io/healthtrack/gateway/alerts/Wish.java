package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import java.util.Set;
import java.util.UUID;

/**
 * Which events somebody gets.
 *
 * @param tenant whose
 * @param topics of which topics; never one that the asker may not read
 * @param user about whom; null for everybody
 * @param pagesOnly whether only those that wake somebody
 */
public record Wish(String tenant, Set<AlertTopic> topics, UUID user, boolean pagesOnly) {

  /** Copies the topics. */
  public Wish {
    topics = Set.copyOf(topics);
  }

  boolean wants(Alert alert) {
    AlertEvent event = alert.event();
    return topics.contains(alert.topic())
        && event.getTenant().equals(tenant)
        && (user == null || user.equals(event.getUserId()))
        && (!pagesOnly || event.getPage())
        && !comesTwice(alert);
  }

  /** A change of severity lies in two topics; who reads both gets it from the new one. */
  private boolean comesTwice(Alert alert) {
    AlertTopic told = AlertTopic.after(alert.event());
    return told != alert.topic() && topics.contains(told);
  }
}
