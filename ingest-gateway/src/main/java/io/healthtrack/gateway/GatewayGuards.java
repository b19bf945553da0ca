package io.healthtrack.gateway;

import io.healthtrack.gateway.access.ApiKeys;
import io.healthtrack.gateway.access.Doorkeeper;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.http.Entrance;
import io.healthtrack.gateway.limits.Meter;
import io.healthtrack.gateway.oauth.BearerTokens;
import io.healthtrack.gateway.tls.Certificates;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What stands between the network and the endpoints. */
final class GatewayGuards implements AutoCloseable {

  private final GatewayConfig.Access access;
  private final ApiKeys firstKey;
  private final Optional<Certificates> certificates;
  private final Optional<BearerTokens> tokens;
  private final Clock clock = Clock.systemUTC();

  /** Reads keys and certificates. */
  GatewayGuards(GatewayConfig config) {
    this.access = config.access();
    this.firstKey = ApiKeys.in(config.state());
    this.certificates = access.tls().map(Certificates::open);
    this.tokens = access.tokens().map(issuer -> new BearerTokens(issuer, clock));
  }

  Entrance entrance(DirectoryFeed feed) {
    Doorkeeper.Shelf shelf =
        new Doorkeeper.Shelf(feed::caughtUp, id -> feed.directory().credential(id));
    return new Entrance(
        new Doorkeeper(firstKey, shelf, tokens, clock),
        new Meter(access.credentials(), clock),
        certificates.map(Certificates::context));
  }

  /** What they say of themselves, for {@code /health}. */
  Map<String, String> details() {
    return Map.of("certificate", certificates.map(Certificates::state).orElse("none, plain HTTP"));
  }

  @Override
  public void close() {
    certificates.ifPresent(Certificates::close);
    tokens.ifPresent(BearerTokens::close);
  }
}
