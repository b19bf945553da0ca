package io.healthtrack.embedded;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.healthtrack.embedded.processes.Await;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/** A part that is a container; its data stays in the container through kill and restart. */
final class ContainerPart implements Part {
  private static final int GRACE_SECONDS = 20;

  private final String name;
  private final GenericContainer<?> container;
  private final BooleanSupplier answers;
  private final Duration patience;

  ContainerPart(
      String name, GenericContainer<?> container, BooleanSupplier answers, Duration patience) {
    this.name = name;
    this.container = container;
    this.answers = answers;
    this.patience = patience;
  }

  /** Creates the container and waits for its answer. */
  void create() {
    container.start();
    awaitReady();
  }

  /** Removes the container and its data. */
  void remove() {
    container.stop();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean ready() {
    return answers.getAsBoolean();
  }

  @Override
  public long pid() {
    return Objects.requireNonNull(state().getPidLong(), "no process");
  }

  @Override
  public void kill9() {
    if (running()) {
      client().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
      Await.until(patience, () -> !running());
    }
  }

  @Override
  public void pause() {
    client().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    client().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void stop() {
    try {
      client().stopContainerCmd(container.getContainerId()).withTimeout(GRACE_SECONDS).exec();
    } catch (NotModifiedException e) {
      // It does not run, which is what was asked for.
    }
  }

  @Override
  public void restart() {
    stop();
    client().startContainerCmd(container.getContainerId()).exec();
    awaitReady();
  }

  private void awaitReady() {
    if (!Await.until(patience, answers)) {
      throw new IllegalStateException(name + " does not answer after " + patience);
    }
  }

  private boolean running() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  private ContainerState state() {
    return client().inspectContainerCmd(container.getContainerId()).exec().getState();
  }

  private DockerClient client() {
    return container.getDockerClient();
  }
}
