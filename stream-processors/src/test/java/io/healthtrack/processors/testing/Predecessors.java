package io.healthtrack.processors.testing;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/** What the test class before left on the broker that all of the module share. */
final class Predecessors {

  private Predecessors() {}

  /** Deletes all topics, changelogs included, and all groups, whose offsets would fit no longer. */
  static void clear(Admin admin) {
    Cluster.await("old groups gone", () -> tried(() -> groups(admin)));
    Cluster.await("old topics gone", () -> tried(() -> topics(admin)));
  }

  private static boolean groups(Admin admin) throws ExecutionException, InterruptedException {
    for (GroupListing group : admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get()) {
      // Static members do not leave when they end; without this they would be missed seconds later.
      tried(
          () -> {
            admin
                .removeMembersFromConsumerGroup(
                    group.groupId(), new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
            return true;
          });
      admin.deleteConsumerGroups(Set.of(group.groupId())).all().get();
    }
    return true;
  }

  private static boolean topics(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> old = admin.listTopics().names().get();
    if (!old.isEmpty()) {
      admin.deleteTopics(old).all().get();
    }
    return old.isEmpty();
  }

  /** What fails because the broker is still at it is tried again. */
  private static boolean tried(Attempt attempt) {
    try {
      return attempt.succeeds();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private interface Attempt {
    boolean succeeds() throws ExecutionException, InterruptedException;
  }
}
