import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sends a batch of readings until the gateway has taken it: KEY=... java DeviceGateway.java
 * http://127.0.0.1:17080 batch.json. Sending again is always safe: nothing counts twice.
 */
public class DeviceGateway {

  public static void main(String[] arguments) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(arguments[0] + "/v1/readings"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + System.getenv("KEY"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofFile(Path.of(arguments[1])))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (true) {
        long wait = 5; // the connection broke: nobody knows whether the batch was taken
        try {
          HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
          int status = answer.statusCode();
          if (status != 429 && status != 503) {
            System.out.println(answer.body()); // a verdict for each reading, or a problem
            System.exit(status / 100 == 2 ? 0 : 1);
          }
          wait = answer.headers().firstValueAsLong("Retry-After").orElse(wait);
          System.err.println("status " + status + ", again in " + wait + " s");
        } catch (IOException e) {
          System.err.println("no answer, again in " + wait + " s");
        }
        Thread.sleep(Duration.ofSeconds(wait));
      }
    }
  }
}
