package io.healthtrack.local.backtesting;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.processors.backtest.Backtest;
import io.healthtrack.processors.backtest.Episode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** One of the two rule sets on its way through the readings. */
final class Side {
  private final RuleSet rules;
  private final Backtest backtest;
  private final Map<UUID, RuleScore> scores = new HashMap<>();
  private long ofPerson;

  Side(RuleSet rules, Grounds grounds) {
    this.rules = rules;
    rules.rules().keySet().forEach(rule -> scores.put(rule, new RuleScore()));
    backtest =
        new Backtest(
            grounds.catalogue(), grounds.settings(), rules.always(grounds.tenant()), this::add);
  }

  void know(User user) {
    backtest.know(user);
  }

  void take(Reading reading) {
    backtest.take(reading);
  }

  /** Ends a person's readings, and says how many episodes there were. */
  long finishPerson() {
    backtest.finish();
    long episodes = ofPerson;
    ofPerson = 0;
    return episodes;
  }

  RuleSet rules() {
    return rules;
  }

  /** Null for a rule that this side does not have. */
  RuleScore score(UUID rule) {
    return scores.get(rule);
  }

  private void add(Episode episode) {
    ofPerson++;
    scores.get(episode.rule()).add(episode);
  }
}
