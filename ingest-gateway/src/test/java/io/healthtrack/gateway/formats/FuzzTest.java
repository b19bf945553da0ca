package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spoiled inputs, for as long as {@code healthtrack.fuzz.seconds} says (all formats together).
 * Inputs that made a parser do something it had not done before are spoiled further. A finding is
 * named by format, seed and iteration, and its input is kept under {@code target/fuzz}; {@code
 * -Dhealthtrack.fuzz.format=F -Dhealthtrack.fuzz.seed=S} runs the same iterations again.
 */
class FuzzTest {

  private static final double SECONDS =
      Double.parseDouble(System.getProperty("healthtrack.fuzz.seconds", "8"));
  private static final long SEED = Long.getLong("healthtrack.fuzz.seed", 20_260_131L);
  private static final String ONLY = System.getProperty("healthtrack.fuzz.format", "");

  private static final Duration HANGS = Duration.ofSeconds(30);
  private static final int MOST_KEPT = 2_000;

  /** Longer ones are tried once, and cost too much to try again and again. */
  private static final int LONGEST_KEPT = 8_000;

  /** Far more than any honest parser needs; a quadratic one on 64 KiB needs more still. */
  private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long BYTES = 100_000_000;
  private static final long BYTES_PER_BYTE = 2_000;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<String> targets() {
    return Stream.concat(Formats.names().stream(), Stream.of(FuzzedRun.NATIVE_JSON))
        .filter(name -> ONLY.isEmpty() || ONLY.equals(name));
  }

  /** Where the fuzzer is, for the thread that waits for it. */
  private static final class Progress {
    private volatile long iteration;
    private volatile byte[] input = new byte[0];
    private volatile long since = System.nanoTime();

    void begin(long newIteration, byte[] newInput) {
      iteration = newIteration;
      input = newInput;
      since = System.nanoTime();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void endsInATypedWay(String format) throws IOException, InterruptedException {
    long until = System.nanoTime() + (long) (SECONDS * 1e9 / Math.max(1, targets().count()));
    var progress = new Progress();
    var fuzzing = new FutureTask<Long>(() -> fuzz(format, until, progress));
    Thread.ofPlatform().daemon().name("fuzz-" + format).start(fuzzing);
    while (true) {
      try {
        fuzzing.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException stillRunning) {
        if (System.nanoTime() - progress.since > HANGS.toNanos()) {
          report(format, progress, new AssertionError("hangs"));
        }
      } catch (ExecutionException e) {
        report(format, progress, e.getCause());
      }
    }
  }

  private static void report(String format, Progress progress, Throwable cause) throws IOException {
    Path kept =
        Files.createDirectories(Path.of("target", "fuzz"))
            .resolve("%s-%d-%d.bin".formatted(format, SEED, progress.iteration));
    Files.write(kept, progress.input);
    fail(
        "format %s, seed %d, iteration %d (input in %s)"
            .formatted(format, SEED, progress.iteration, kept),
        cause);
  }

  private static long fuzz(String format, long until, Progress progress) {
    var random = new Random(SEED);
    var mutator = new Mutator(random);
    List<byte[]> corpus = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (byte[] seed : FuzzSeeds.of(format)) {
      progress.begin(0, seed);
      seen.addAll(FuzzedRun.of(format, seed));
      corpus.add(seed);
    }
    long iteration = 0;
    while (System.nanoTime() < until) {
      iteration++;
      byte[] input =
          mutator.spoil(
              corpus.get(random.nextInt(corpus.size())), corpus.get(random.nextInt(corpus.size())));
      progress.begin(iteration, input);
      boolean isNew = seen.addAll(bounded(format, input));
      if (isNew && input.length <= LONGEST_KEPT && corpus.size() < MOST_KEPT) {
        corpus.add(input);
      }
    }
    System.getLogger(FuzzTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: {1} inputs, {2} kept, {3} traits",
            format,
            iteration,
            corpus.size(),
            seen.size());
    return iteration;
  }

  /** Work and memory are bounded by the input, or by what it may unpack to. */
  private static Set<String> bounded(String format, byte[] input) {
    long thread = Thread.currentThread().threadId();
    long allocated = THREADS.getThreadAllocatedBytes(thread);
    long nanos = THREADS.getCurrentThreadCpuTime();
    Set<String> traits = FuzzedRun.of(format, input);
    if (THREADS.getCurrentThreadCpuTime() - nanos > NANOS) {
      throw new AssertionError("takes too long");
    }
    long used = THREADS.getThreadAllocatedBytes(thread) - allocated;
    if (used > BYTES + BYTES_PER_BYTE * input.length
        && used > BYTES + BYTES_PER_BYTE * FuzzedRun.unpackedLength(input)) {
      throw new AssertionError("takes too much memory");
    }
    return traits;
  }
}
