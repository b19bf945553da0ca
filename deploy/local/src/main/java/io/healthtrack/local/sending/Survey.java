package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.FormatException;
import io.healthtrack.gateway.formats.ParsedRow;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.terminal.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A first pass over the file: how long it is, and of whom it speaks. So a file that cannot be sent
 * as asked is refused before a single reading has left.
 */
final class Survey {
  private static final int IDS_TO_NAME = 5;

  private final Set<String> people = new LinkedHashSet<>();
  private final Set<Subject> subjects = new LinkedHashSet<>();
  private final SendPlan plan;
  private long rows;
  private boolean nameless;

  private Survey(SendPlan plan) {
    this.plan = plan;
  }

  static Survey of(SendPlan plan) {
    Survey survey = new Survey(plan);
    parse(plan, survey::take);
    survey.refuseWhatIsUnclear();
    return survey;
  }

  /** Tells every row of the file. */
  static void parse(SendPlan plan, Consumer<ParsedRow> told) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(plan.file()), 1 << 16)) {
      plan.format().parse(in, plan.options(), told);
    } catch (FormatException e) {
      throw new UserError(plan.file().getFileName() + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file " + plan.file(), e);
    } catch (IOException e) {
      throw new UserError("cannot read " + plan.file() + ": " + e.getMessage(), e);
    }
  }

  /** Data rows. */
  long rows() {
    return rows;
  }

  /** Whose readings these are. */
  Set<Subject> subjects() {
    return subjects;
  }

  private void take(ParsedRow row) {
    rows = row.row();
    if (row instanceof ParsedRow.Accepted accepted) {
      for (ReadingDraft draft : accepted.readings()) {
        if (draft.personId() != null) {
          people.add(draft.personId());
        }
        Subject subject = Subject.of(draft, plan);
        subjects.add(subject);
        nameless |= subject.user() == null && subject.device() == null;
      }
    }
  }

  private void refuseWhatIsUnclear() {
    if (plan.oneSubject() && people.size() > 1) {
      throw new UserError(
          "the file holds %d people (%s%s), and --user/--device speak of one: pick one with --id, or leave --user and --device away to send everybody as fitbit|<Id>"
              .formatted(
                  people.size(),
                  String.join(", ", people.stream().limit(IDS_TO_NAME).toList()),
                  people.size() > IDS_TO_NAME ? ", ..." : ""));
    }
    if (nameless) {
      throw new UserError(
          "the file does not say whose readings these are: add --user and --device, for example --user 'clinic|42' --device 'dexcom|7'");
    }
    if (rows > 0 && people.isEmpty() && subjects.isEmpty() && plan.options().person().isPresent()) {
      throw new UserError("the file holds nothing of --id " + plan.options().person().get());
    }
  }
}
