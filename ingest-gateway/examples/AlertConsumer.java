import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;

/** Prints alerts as they happen: java AlertConsumer.java http://127.0.0.1:17080 KEY [FILTER]. */
public class AlertConsumer {

  private static String lastId = ""; // keep it on disk if no alert may be missed over a restart

  public static void main(String[] arguments) throws InterruptedException {
    String filter = arguments.length > 2 ? arguments[2] : "severity=critical";
    URI stream = URI.create(arguments[0] + "/v1/alerts/stream?" + filter);
    HttpClient http = HttpClient.newHttpClient();
    while (true) {
      HttpRequest request =
          HttpRequest.newBuilder(stream)
              .header("Authorization", "Bearer " + arguments[1])
              .header("Last-Event-ID", lastId)
              .build();
      try {
        HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
        if (answer.statusCode() == 410) lastId = ""; // gone: go on from now, see GET /v1/alerts
        if (answer.statusCode() == 200) answer.body().forEach(AlertConsumer::line);
        else System.err.println("status " + answer.statusCode());
      } catch (IOException | RuntimeException e) {
        System.err.println("the connection broke, connecting again");
      }
      Thread.sleep(1000);
    }
  }

  private static void line(String line) {
    if (line.startsWith("data: ")) System.out.println(line.substring(6)); // page, log, forward
    if (line.startsWith("id: ")) lastId = line.substring(4);
  }
}
