package io.healthtrack.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of the house. */
class HouseTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.healthtrack");

  @Test
  void servicesDoNotKnowEachOther() {
    String[] services = {
      "io.healthtrack.gateway..", "io.healthtrack.processors..", "io.healthtrack.sink.."
    };
    for (String service : services) {
      for (String other : services) {
        if (!other.equals(service)) {
          noClasses()
              .that()
              .resideInAPackage(service)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(other)
              .because("services meet in topics only")
              .check(HOUSE);
        }
      }
    }
  }

  @Test
  void theContractKnowsNobody() {
    noClasses()
        .that()
        .resideInAnyPackage("io.healthtrack.schemas..", "io.healthtrack.avro..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.healthtrack.gateway..",
            "io.healthtrack.processors..",
            "io.healthtrack.sink..",
            "io.healthtrack.embedded..",
            "io.healthtrack.local..")
        .check(HOUSE);
  }

  @Test
  void sharedComputationKnowsNeitherKafkaNorHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.healthtrack.schemas.identity..",
            "io.healthtrack.schemas.metrics..",
            "io.healthtrack.schemas.time..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "java.net.http..", "com.sun.net.httpserver..")
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.healthtrack.local..", "io.healthtrack.bench..")
        .should()
        .accessField(System.class, "out")
        .because("services log; the command line talks to people")
        .check(HOUSE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.healthtrack.(**)").should().beFreeOfCycles().check(HOUSE);
  }
}
