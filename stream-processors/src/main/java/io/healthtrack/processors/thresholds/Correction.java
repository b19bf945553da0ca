package io.healthtrack.processors.thresholds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what all points in their order say against what was told, and says what has to be told now.
 * Revisions go on where they were; so do a silence, an acknowledgement and what else people did.
 */
final class Correction {

  private final Cause cause;
  private final Map<ToldEpisode.Key, ToldEpisode> told = new LinkedHashMap<>();
  private final Map<ToldEpisode.Key, RuleState> open = new LinkedHashMap<>();
  private final List<ToldEpisode> ended = new ArrayList<>();
  private final List<Telling> tellings = new ArrayList<>(0);
  private Set<ToldEpisode.Key> keys = Set.of();

  /**
   * The late reading.
   *
   * @param measuredAt microseconds
   * @param old whether it was old on arrival: then what only it shows is retrospective
   * @param arrivedAt the arrival clock
   * @param validFor for how long something that has happened may page, in microseconds
   * @param judged what the rules make of it
   */
  record Cause(long measuredAt, boolean old, long arrivedAt, long validFor, List<Judged> judged) {}

  /**
   * Something to tell.
   *
   * @param judged the rule, and the number that the event is about; {@code null} if it has ended
   */
  record Telling(Event event, Judged judged) {}

  /**
   * @param told the episodes that ended in the points looked at, as they were told
   * @param states where the rules stood
   */
  Correction(Cause cause, List<ToldEpisode> told, List<RuleState> states) {
    this.cause = cause;
    told.forEach(one -> this.told.put(one.key(), one));
    for (RuleState state : states) {
      if (state.open()) {
        this.told.put(ToldEpisode.Key.of(state), ToldEpisode.open(state));
      }
    }
  }

  /** Takes what there is in truth. */
  void take(List<Found> found) {
    keys = found.stream().map(Found::key).collect(Collectors.toSet());
    for (ToldEpisode one : told.values()) {
      if (!keys.contains(one.key())) {
        disprove(one);
      }
    }
    found.forEach(this::take);
  }

  /** What to tell, in order. */
  List<Telling> tellings() {
    return tellings;
  }

  /** The episodes that have ended, and those disproved, as they are told now. */
  List<ToldEpisode> ended() {
    return ended;
  }

  /**
   * Where the rules stand.
   *
   * @param states as the points say, which know nothing of what was told
   */
  List<RuleState> states(List<RuleState> states) {
    List<RuleState> after = new ArrayList<>(states.size());
    for (RuleState state : states) {
      RuleState now = state.open() ? open.get(ToldEpisode.Key.of(state)) : called(state);
      if (now != null) {
        after.add(now);
      }
    }
    return after;
  }

  private void disprove(ToldEpisode one) {
    switch (one.ending()) {
      case DISPROVED, RULE_ENDED -> ended.add(one);
      case OPEN, RESOLVED -> {
        RuleState state = one.state().revised();
        ended.add(new ToldEpisode(state, ToldEpisode.Ending.DISPROVED, 0));
        tell("withdrawn", state, null, cause.measuredAt(), false, judged(state));
      }
    }
  }

  private void take(Found one) {
    ToldEpisode before = told.get(one.key());
    ToldEpisode heir = heir(one, before);
    if (before == null) {
      open(one, heir);
    } else {
      change(one, before, heir);
    }
  }

  /** Nobody was told of it. */
  private void open(Found one, ToldEpisode heir) {
    RuleState found = one.state();
    if (one.outcome().isOpen() && judged(found) == null) {
      // Its rule has ended, and the clock would withdraw it at once.
      return;
    }
    boolean old = cause.old() || cause.arrivedAt() - one.openedAt() > cause.validFor();
    boolean retrospective = heir == null ? old : heir.state().retrospective();
    Attention attention =
        heir != null
            ? heir.state().attention()
            : retrospective ? Attention.NONE : found.attention().uncalled();
    RuleState state =
        found
            .with(found.course().told(1, retrospective, false))
            .with(reached(attention, found, retrospective))
            .with(Calm.NONE);
    Call call =
        heir == null || found.severity().compareTo(heir.state().severity()) > 0
            ? Call.of(state, old, cause.arrivedAt())
            : new Call(state, false);
    tell(
        "opened",
        call.state(),
        null,
        one.openedAt(),
        call.page(),
        new Judged(one.rule(), one.opening()));
    end(one, call.state(), true);
  }

  /** Something else was told of it, or nothing else. */
  private void change(Found one, ToldEpisode before, ToldEpisode heir) {
    RuleState was = before.state();
    RuleState found = one.state();
    boolean retrospective = was.retrospective();
    Severity from = was.severity();
    Severity to = found.severity();
    Attention attention = (heir == null ? was : heir.state()).attention();
    RuleState state =
        found
            .with(
                found
                    .course()
                    .told(
                        was.revision(),
                        retrospective,
                        one.outcome().isOpen() && was.course().silent()))
            .with(reached(from == to ? attention : attention.after(from, to), found, retrospective))
            .with(was.calm());
    boolean same = before.ending() == one.outcome().ending() && from == to;
    if (!one.outcome().isOpen()) {
      boolean ends =
          same
              && before.endedAt() == one.outcome().endedAt()
              && was.breach().equals(found.breach());
      end(one, ends ? was : state, !ends);
      return;
    }
    if (before.ending() == ToldEpisode.Ending.RULE_ENDED && judged(was) == null) {
      // The clock has withdrawn it; what came before that changes nothing.
      ended.add(before);
      return;
    }
    if (same) {
      open.put(one.key(), state);
      return;
    }
    Call call =
        to.compareTo(from) > 0
            ? Call.of(state.revised(), cause.old(), cause.arrivedAt())
            : new Call(state.revised(), false);
    open.put(one.key(), call.state());
    tell(
        "corrected",
        call.state(),
        from == to ? null : from,
        cause.measuredAt(),
        call.page(),
        judged(state));
  }

  private void end(Found one, RuleState state, boolean tells) {
    if (one.outcome().isOpen()) {
      open.put(one.key(), state);
      return;
    }
    RuleState last = tells ? state.revised() : state;
    ended.add(new ToldEpisode(last, one.outcome().ending(), one.outcome().endedAt()));
    if (tells) {
      Judged by =
          one.rule() == null || one.closing() == null
              ? judged(last)
              : new Judged(one.rule(), one.closing());
      tell(one.outcome().ending().event(), last, null, one.outcome().endedAt(), false, by);
    }
  }

  /**
   * The episode that was told of the same thing under another opening: whoever was called about
   * that one is not called again.
   */
  private ToldEpisode heir(Found one, ToldEpisode before) {
    boolean opens = one.outcome().isOpen() && (before == null || !before.isOpen());
    if (!opens && before != null) {
      return null;
    }
    ToldEpisode last = null;
    for (ToldEpisode other : told.values()) {
      boolean same =
          other.state().rule().equals(one.state().rule()) && !other.key().equals(one.key());
      boolean gone = !keys.contains(other.key()) && other.ending() != ToldEpisode.Ending.DISPROVED;
      if (same && ((opens && other.isOpen()) || (gone && overlaps(one, other)))) {
        last = other;
      }
    }
    return last;
  }

  private static boolean overlaps(Found one, ToldEpisode other) {
    boolean begins = one.outcome().isOpen() || other.state().since() <= one.outcome().endedAt();
    return begins && (other.isOpen() || one.state().since() <= other.endedAt());
  }

  /** An episode that called nobody begins no cool-down. */
  private RuleState called(RuleState state) {
    for (ToldEpisode one : ended) {
      if (one.state().rule().equals(state.rule())
          && one.endedAt() == state.calm().endedAt()
          && one.state().retrospective()) {
        return state.waiting() ? state.with(Calm.NONE) : null;
      }
    }
    return state;
  }

  private static Attention reached(Attention attention, RuleState found, boolean retrospective) {
    Severity worst = found.attention().worst();
    return worst == null || retrospective ? attention : attention.reached(worst);
  }

  private Judged judged(RuleState state) {
    return Judged.of(cause.judged(), state.rule());
  }

  private void tell(
      String kind, RuleState state, Severity before, long at, boolean page, Judged judged) {
    tellings.add(
        new Telling(new Event(kind, state, before, state.retrospective(), at, page), judged));
  }
}
