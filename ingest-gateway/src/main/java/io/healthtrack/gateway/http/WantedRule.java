package io.healthtrack.gateway.http;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A rule as somebody asks for it. Whether it can be judged is for the registry to say. */
final class WantedRule {

  private WantedRule() {}

  /** Everything but the person, whose name needs the directory. */
  static RuleVersion read(Fields fields) {
    RuleVersion rule = RuleVersion.newBuilder().setVersion(1).setFrom(Instant.EPOCH).build();
    rule.setMetric(fields.requiredText("metric"));
    rule.setSeverity(fields.requiredText("severity"));
    rule.setName(Objects.requireNonNullElse(fields.text("name"), rule.getMetric()));
    rule.setEnabled(fields.flag("enabled", true));
    rule.setAbove(fields.number("above"));
    rule.setBelow(fields.number("below"));
    rule.setHysteresis(Objects.requireNonNullElse(fields.number("hysteresis"), 0.0));
    rule.setDwellSeconds(whole(fields, "dwell_seconds"));
    rule.setResolveSeconds(whole(fields, "resolve_seconds"));
    rule.setKind(Objects.requireNonNullElse(fields.text("kind"), "limit"));
    rule.setWindowSeconds(whole(fields, "window_seconds"));
    rule.setStatistic(fields.text("statistic"));
    rule.setBaselineDays(whole(fields, "baseline_days"));
    rule.setAbsentSeconds(whole(fields, "absent_seconds"));
    rule.setMatch(Objects.requireNonNullElse(fields.text("match"), "all"));
    rule.setConditions(conditions(fields));
    rule.setMinAge(fields.whole("min_age"));
    rule.setMaxAge(fields.whole("max_age"));
    rule.setCondition(fields.text("condition"));
    rule.setEscalateAbove(fields.number("escalate_above"));
    rule.setEscalateBelow(fields.number("escalate_below"));
    rule.setEscalateTo(fields.text("escalate_to"));
    rule.setCooldownSeconds(whole(fields, "cooldown_seconds"));
    rule.setRepeatSeconds(whole(fields, "repeat_seconds"));
    return rule;
  }

  private static List<RuleCondition> conditions(Fields fields) {
    List<RuleCondition> conditions = new ArrayList<>();
    for (Fields one : fields.objects("conditions")) {
      conditions.add(
          new RuleCondition(one.requiredText("metric"), one.number("above"), one.number("below")));
      one.refuseUnknown();
    }
    return conditions;
  }

  private static int whole(Fields fields, String name) {
    return Objects.requireNonNullElse(fields.whole(name), 0);
  }
}
