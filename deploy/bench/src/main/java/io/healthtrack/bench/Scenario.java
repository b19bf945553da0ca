package io.healthtrack.bench;

/** One benchmark: it runs by itself and says what it measured. */
public interface Scenario {

  /**
   * Runs it.
   *
   * @throws Exception if it could not be run to its end; then nothing of it may be quoted
   */
  void run(BenchReport.Numbers numbers) throws Exception;
}
