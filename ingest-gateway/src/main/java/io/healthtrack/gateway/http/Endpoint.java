package io.healthtrack.gateway.http;

/** Answers one kind of request. */
@FunctionalInterface
interface Endpoint {

  /**
   * The answer.
   *
   * @throws ProblemException for whatever the caller can put right, or should try again
   */
  Answer answer(Request request);
}
