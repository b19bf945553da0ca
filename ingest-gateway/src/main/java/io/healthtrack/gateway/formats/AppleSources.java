package io.healthtrack.gateway.formats;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names the devices behind an export. A phone and a watch both count the same steps, and only as
 * different devices can they be told apart later. Their names are a digest of wearer and source: a
 * source is often called after its owner ("Anna's watch"), and two people may own watches of one
 * name.
 *
 * <p>Of the {@code device} attribute only name, maker, model and hardware count: the address in
 * memory and the version of the software differ from export to export.
 */
final class AppleSources {

  private static final int REMEMBERED = 1_000;
  private static final int LONGEST_REMEMBERED = 1_000;
  private static final int DIGEST_BYTES = 12;
  private static final String[] LASTING = {"name:", "manufacturer:", "model:", "hardware:"};

  private final String wearer;
  private final MessageDigest sha256;
  private final Map<String, String> known = new HashMap<>();

  /** Names the devices of {@code wearer}; none when it is null. */
  AppleSources(String wearer) {
    this.wearer = wearer;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The identifier of the device, or null when it cannot be told. */
  String device(String sourceName, String device) {
    if (wearer == null || (sourceName == null && device == null)) {
      return null;
    }
    String source = (sourceName == null ? "" : sourceName) + '\n' + lasting(device);
    String name = known.get(source);
    if (name == null) {
      name = "apple-health|" + digest(source);
      if (known.size() < REMEMBERED && source.length() < LONGEST_REMEMBERED) {
        known.put(source, name);
      }
    }
    return name;
  }

  private String digest(String source) {
    byte[] digest = sha256.digest((wearer + '\n' + source).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
  }

  /** {@code <<HKDevice: 0x28>, name:Apple Watch, manufacturer:Apple Inc., software:8.0>}. */
  private static String lasting(String device) {
    if (device == null) {
      return "";
    }
    var kept = new StringBuilder();
    // A comma alone is part of a model: hardware:Watch6,2.
    for (String part : device.split(", ", -1)) {
      for (String label : LASTING) {
        if (part.startsWith(label)) {
          kept.append(part).append('\n');
        }
      }
    }
    return kept.toString();
  }
}
