package io.healthtrack.bench.pipeline;

import java.util.Map;
import java.util.TreeMap;

/** What a thread of one of our processes does, by its name, which Linux cuts at 15 letters. */
final class ThreadKind {

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("healthtrack-val", "validation"),
          Map.entry("healthtrack-win", "windows"),
          Map.entry("healthtrack-thr", "thresholds"),
          Map.entry("healthtrack-reg", "registry"),
          Map.entry("healthtrack-vit", "vitals"),
          Map.entry("healthtrack-ehr", "ehr"),
          Map.entry("kafka-producer-", "producers"),
          Map.entry("rocksdb:low", "rocksdb"),
          Map.entry("rocksdb:high", "rocksdb"),
          Map.entry("data-plane-kafk", "requests"),
          Map.entry("C1 CompilerThre", "compilers"),
          Map.entry("C2 CompilerThre", "compilers"),
          Map.entry("VM Thread", "collector"));

  private static final String LANE = "lane-";

  private ThreadKind() {}

  /** CPU-seconds of threads, added up by what they do. */
  static Map<String, Double> sums(Map<String, Double> secondsByThread) {
    Map<String, Double> sums = new TreeMap<>();
    secondsByThread.forEach((thread, seconds) -> sums.merge(kind(thread), seconds, Double::sum));
    return sums;
  }

  private static String kind(String thread) {
    return thread.startsWith(LANE)
        ? thread.substring(LANE.length()).replaceFirst("-.*", "")
        : KINDS.getOrDefault(thread, "others");
  }
}
