package io.healthtrack.gateway.formats;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/**
 * One input given to one parser, and what is promised of it: a typed end, rows in order, readings
 * that can be stored, nothing quoted. What it did is its traits, by which the fuzzer tells inputs
 * that reach something new.
 */
final class FuzzedRun {

  static final String NATIVE_JSON = "native-json";
  static final long MOST_BYTES = 1 << 20;

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final int LONGEST_TEXT = 256;
  private static final ParseOptions OPTIONS =
      ParseOptions.DEFAULT
          .in(ZoneId.of("America/New_York"))
          .wornBy("clinic|42")
          .rowsUpTo(1 << 14)
          .upTo(MOST_BYTES);

  private final Set<String> traits = new HashSet<>();
  private long row;

  private FuzzedRun() {}

  /** Runs, and gives the traits of what happened. */
  static Set<String> of(String format, byte[] input) {
    var run = new FuzzedRun();
    try {
      if (format.equals(NATIVE_JSON)) {
        NativeJson.parse(input, NativeJson.Limits.DEFAULT, (index, result) -> run.take(result));
      } else {
        Formats.named(format)
            .orElseThrow()
            .parse(new ByteArrayInputStream(input), OPTIONS, run::take);
      }
    } catch (FormatException e) {
      run.traits.add(e.getClass().getSimpleName());
      run.quotesNothing(e.getMessage());
    } catch (IOException e) {
      throw new AssertionError("the source of the bytes did not fail", e);
    }
    run.traits.add("rows " + Long.numberOfTrailingZeros(Long.highestOneBit(run.row)));
    return run.traits;
  }

  /** How many bytes a parser may have seen: those of the input, or what it unpacks to. */
  static long unpackedLength(byte[] input) {
    long[] seen = {0};
    try {
      Unpacked.read(
          new ByteArrayInputStream(input),
          MOST_BYTES,
          bytes -> {
            while (bytes.read() >= 0) {
              seen[0]++;
            }
          });
    } catch (FormatException damaged) {
      // Up to there it was read.
    } catch (IOException e) {
      throw new AssertionError("the source of the bytes did not fail", e);
    }
    return Math.max(seen[0], input.length);
  }

  private void take(NativeJson.Result result) {
    switch (result) {
      case NativeJson.Result.Draft draft -> check(draft.reading());
      case NativeJson.Result.Rejected refused ->
          reject(refused.code(), refused.field(), refused.message());
    }
  }

  private void take(ParsedRow parsed) {
    if (parsed.row() < row || parsed.row() > row + 1 || parsed.row() == 0) {
      throw new AssertionError("row " + row + " then " + parsed.row());
    }
    row = parsed.row();
    switch (parsed) {
      case ParsedRow.Accepted accepted -> {
        if (accepted.readings().isEmpty()) {
          throw new AssertionError("accepted without a reading");
        }
        accepted.readings().forEach(this::check);
      }
      case ParsedRow.Rejected refused -> reject(refused.code(), refused.field(), refused.message());
      case ParsedRow.Skipped skipped -> traits.add("skipped " + skipped.reason());
    }
  }

  private void reject(String code, String field, String message) {
    traits.add("rejected " + code + " " + field);
    quotesNothing(code + field + message);
  }

  private void quotesNothing(String message) {
    if (message.contains(Mutator.CANARY)) {
      throw new AssertionError("quotes the input");
    }
  }

  private void check(ReadingDraft draft) {
    boolean sound =
        Double.isFinite(draft.value())
            && draft.metric() != null
            && draft.unit() != null
            && draft.status() != null
            && draft.measuredAt().equals(draft.measuredAt().truncatedTo(ChronoUnit.MICROS))
            && (draft.endAt() == null || !draft.endAt().isBefore(draft.measuredAt()));
    if (!sound) {
      throw new AssertionError("not a sound reading");
    }
    String[] texts = {
      draft.id(),
      draft.device(),
      draft.user(),
      draft.metric(),
      draft.unit(),
      draft.group(),
      draft.statistic(),
      draft.comparator(),
      draft.modality(),
      draft.personId()
    };
    for (String text : texts) {
      if (text != null && (text.length() > LONGEST_TEXT || !storable(text))) {
        throw new AssertionError("a text that cannot be stored");
      }
    }
    boolean known = CATALOGUE.byCode(draft.metric()).isPresent();
    traits.add(
        "reading "
            + (known ? draft.metric() : "")
            + (draft.modality() == null ? "" : draft.modality())
            + (draft.endAt() == null));
  }

  /** Encoding puts a question mark for half a character. */
  private static boolean storable(String text) {
    return text.indexOf('\u0000') < 0
        && text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
