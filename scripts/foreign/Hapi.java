// The journey of HAPI FHIR's generic client (Maven Central) through a running server, once in JSON
// and once in XML. See README.md. Usage: BASE=... TOKEN=... java -cp 'JARS/*' Hapi.java

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.CacheControlDirective;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.hl7.fhir.r4.model.*;

public class Hapi {
  static final String TAG = "urn:foreign:" + UUID.randomUUID();
  static final List<String> failed = new ArrayList<>();
  static IGenericClient client;
  static String id;
  static String run;

  public static void main(String[] args) {
    FhirContext context = FhirContext.forR4();
    context.setParserErrorHandler(new StrictErrorHandler());
    context.getRestfulClientFactory().setSocketTimeout(60000);
    for (EncodingEnum encoding : List.of(EncodingEnum.JSON, EncodingEnum.XML)) {
      client = context.newRestfulGenericClient(System.getenv("BASE"));
      client.setEncoding(encoding);
      client.registerInterceptor(new BearerTokenAuthInterceptor(System.getenv("TOKEN")));
      run = encoding.name();
      journey();
    }
    System.out.println("failed: " + (failed.isEmpty() ? "none" : failed));
    System.exit(failed.isEmpty() ? 0 : 1);
  }

  static void journey() {
    step("capabilities", Hapi::capabilities);
    step("create", Hapi::create);
    step("conditional create", Hapi::conditionalCreate);
    step("read and vread", Hapi::read);
    step("read of what did not change", Hapi::unchanged);
    step("update with If-Match", Hapi::update);
    step("conditional update", Hapi::conditionalUpdate);
    step("patch: JSON, FHIRPath", Hapi::patch);
    step("search: chain, include, revinclude, sort, pages", Hapi::search);
    step("search by POST", Hapi::posted);
    step("history of instance, type, server", Hapi::history);
    step("transaction", Hapi::transaction);
    step("batch", Hapi::batch);
    step("$validate", Hapi::validate);
    step("$everything", Hapi::everything);
    step("$meta, add and delete", Hapi::meta);
    step("errors", Hapi::errors);
    step("delete", Hapi::delete);
  }

  /** Does one step and says how it went; later steps go on without it. */
  static void step(String name, Callable<?> act) {
    try {
      act.call();
      System.out.println("ok     " + run + " " + name);
    } catch (Throwable fault) {
      failed.add(run + " " + name);
      System.out.println("NOT OK " + run + " " + name + " - " + fault);
      if (fault instanceof BaseServerResponseException said && said.getResponseBody() != null)
        System.out.println("       " + said.getResponseBody());
      else System.out.println("       " + fault.getStackTrace()[0]);
    }
  }

  static boolean holds(boolean fact, Object said) {
    if (!fact) throw new AssertionError(String.valueOf(said));
    return true;
  }

  static boolean refused(int status, Callable<?> act) throws Exception {
    try {
      act.call();
    } catch (BaseServerResponseException fault) {
      holds(fault.getStatusCode() == status, fault.getStatusCode() + " for " + status);
      return holds(fault.getOperationOutcome() instanceof OperationOutcome, fault.getMessage());
    }
    throw new AssertionError("not refused");
  }

  static Patient patient(String family) {
    Patient made = new Patient();
    made.addIdentifier().setSystem(TAG).setValue(run + family);
    made.addName().setFamily(family).addGiven("Ada");
    return made;
  }

  static Observation observation(String subject, int number) {
    Observation made = new Observation();
    made.setStatus(Observation.ObservationStatus.FINAL);
    made.addIdentifier().setSystem(TAG).setValue(run + number);
    made.getCode().addCoding().setSystem("http://loinc.org").setCode("8867-4");
    made.getSubject().setReference(subject);
    made.setEffective(new DateTimeType("2024-01-0" + number));
    made.setValue(new Quantity().setValue(60 + number).setUnit("/min"));
    return made;
  }

  static Object capabilities() {
    CapabilityStatement statement =
        client.capabilities().ofType(CapabilityStatement.class).execute();
    return holds(statement.getRestFirstRep().getResource().size() > 100, "resources");
  }

  static Object create() {
    MethodOutcome made =
        client.create().resource(patient("one")).prefer(PreferReturnEnum.REPRESENTATION).execute();
    id = made.getId().getIdPart();
    holds("1".equals(made.getId().getVersionIdPart()) && made.getCreated(), made.getId());
    return holds(made.getResource() instanceof Patient, "the representation");
  }

  static Object conditionalCreate() {
    String url = "Patient?identifier=" + TAG + "|" + run + "two";
    MethodOutcome first =
        client.create().resource(patient("two")).conditionalByUrl(url).execute();
    MethodOutcome again =
        client.create().resource(patient("two")).conditionalByUrl(url).execute();
    return holds(
        first.getId().getIdPart().equals(again.getId().getIdPart()) && first.getCreated(),
        first.getId() + " " + again.getId());
  }

  static Patient current() {
    return client.read().resource(Patient.class).withId(id).execute();
  }

  static Object read() {
    holds("one".equals(current().getNameFirstRep().getFamily()), "family");
    Patient old = client.read().resource(Patient.class).withIdAndVersion(id, "1").execute();
    return holds("1".equals(old.getMeta().getVersionId()), old.getId());
  }

  static Object unchanged() {
    Patient same =
        client.read().resource(Patient.class).withId(id).ifVersionMatches("1").returnNull()
            .execute();
    return holds(same == null, "304");
  }

  static Object update() throws Exception {
    Patient changed = current();
    changed.setActive(true);
    MethodOutcome done = client.update().resource(changed).execute();
    holds("2".equals(done.getId().getVersionIdPart()), done.getId());
    // The client makes If-Match of the version in what it was given, here the first.
    return refused(412, () -> client.update().resource(changed).execute());
  }

  static Object conditionalUpdate() {
    Patient changed = patient("two");
    changed.setActive(true);
    MethodOutcome done =
        client.update().resource(changed)
            .conditionalByUrl("Patient?identifier=" + TAG + "|" + run + "two").execute();
    return holds("2".equals(done.getId().getVersionIdPart()), done.getId());
  }

  static Object patch() {
    client.patch().withBody("[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]")
        .withId("Patient/" + id).execute();
    holds(!current().getActive(), "JSON Patch");
    Parameters patch = new Parameters();
    Parameters.ParametersParameterComponent operation = patch.addParameter().setName("operation");
    operation.addPart().setName("type").setValue(new CodeType("replace"));
    operation.addPart().setName("path").setValue(new StringType("Patient.active"));
    operation.addPart().setName("value").setValue(new BooleanType(true));
    client.patch().withFhirPatch(patch).withId("Patient/" + id).execute();
    return holds(current().getActive(), "FHIRPath Patch");
  }

  static Object search() {
    for (int number = 1; number < 8; number++)
      client.create().resource(observation("Patient/" + id, number)).execute();
    Bundle page =
        client.search().forResource(Observation.class)
            .where(Observation.PATIENT
                .hasChainedProperty(Patient.IDENTIFIER.exactly().systemAndIdentifier(TAG, run + "one")))
            .include(Observation.INCLUDE_PATIENT)
            .sort().descending(Observation.DATE).count(3).totalMode(SearchTotalModeEnum.ACCURATE)
                .returnBundle(Bundle.class).execute();
    holds(page.getTotal() == 7, page.getTotal());
    holds(page.getEntry().size() == 4, page.getEntry().size());
    int seen = 0;
    for (; page != null; page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage()
        .next(page).execute())
      seen += page.getEntry().stream().filter(e -> e.getResource() instanceof Observation).count();
    holds(seen == 7, seen);
    Bundle reverse =
        client.search().forResource(Patient.class).where(Patient.RES_ID.exactly().code(id))
            .revInclude(Observation.INCLUDE_PATIENT).returnBundle(Bundle.class).execute();
    return holds(reverse.getEntry().size() == 8, reverse.getEntry().size());
  }

  static Object posted() {
    Bundle found =
        client.search().forResource(Observation.class).where(Observation.PATIENT.hasId(id))
            .where(Observation.VALUE_QUANTITY.greaterThan().number(64).andNoUnits())
            .usingStyle(ca.uhn.fhir.rest.api.SearchStyleEnum.POST)
            .cacheControl(new CacheControlDirective().setNoCache(true))
            .returnBundle(Bundle.class).execute();
    return holds(found.getTotal() == 3, found.getTotal());
  }

  static Object history() {
    Bundle own =
        client.history().onInstance(new IdType("Patient", id)).returnBundle(Bundle.class).execute();
    holds(own.getTotal() == 4 && own.getType() == Bundle.BundleType.HISTORY, own.getTotal());
    Bundle all = client.history().onServer().returnBundle(Bundle.class).count(5).execute();
    holds(all.getEntry().size() == 5, all.getEntry().size());
    Bundle kind = client.history().onType(Organization.class).returnBundle(Bundle.class).count(5)
        .execute();
    return holds(kind.getType() == Bundle.BundleType.HISTORY, "type");
  }

  static Object transaction() {
    Bundle sent = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    String name = "urn:uuid:" + UUID.randomUUID();
    sent.addEntry().setFullUrl(name).setResource(patient("three"))
        .getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Patient");
    sent.addEntry().setResource(observation(name, 8))
        .getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Observation");
    Bundle answer = client.transaction().withBundle(sent).execute();
    for (Bundle.BundleEntryComponent entry : answer.getEntry())
      holds(entry.getResponse().getStatus().startsWith("201"), entry.getResponse().getStatus());
    return holds(answer.getEntry().size() == 2, answer.getEntry().size());
  }

  static Object batch() {
    Bundle sent = new Bundle().setType(Bundle.BundleType.BATCH);
    for (String url : List.of("Patient/" + id, "Patient/nowhere", "Observation?patient=" + id))
      sent.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl(url);
    List<Bundle.BundleEntryComponent> got = client.transaction().withBundle(sent)
        .execute().getEntry();
    holds(got.get(0).getResource() instanceof Patient, "a read");
    holds(got.get(1).getResponse().getOutcome() instanceof OperationOutcome, "a refusal");
    return holds(((Bundle) got.get(2).getResource()).getTotal() == 7, "a search");
  }

  static Object validate() {
    MethodOutcome fine = client.validate().resource(patient("four")).execute();
    OperationOutcome said = (OperationOutcome) fine.getOperationOutcome();
    holds(said.getIssue().stream()
        .noneMatch(i -> i.getSeverity() == OperationOutcome.IssueSeverity.ERROR), "valid");
    try {
      said = (OperationOutcome) client.validate().resource(new Observation()).execute()
          .getOperationOutcome();
    } catch (BaseServerResponseException fault) {
      said = (OperationOutcome) fault.getOperationOutcome();
    }
    return holds(said.getIssue().stream()
        .anyMatch(i -> i.getSeverity() == OperationOutcome.IssueSeverity.ERROR), "invalid");
  }

  static Object everything() {
    Bundle all =
        client.operation().onInstance(new IdType("Patient", id)).named("$everything")
            .withNoParameters(Parameters.class).useHttpGet().returnResourceType(Bundle.class)
                .execute();
    holds(all.getEntry().size() >= 8, all.getEntry().size());
    Bundle asked =
        client.operation().onInstance(new IdType("Patient", id)).named("$everything")
            .withParameter(Parameters.class, "_count", new IntegerType(2))
                .returnResourceType(Bundle.class).execute();
    return holds(asked.getLink(Bundle.LINK_NEXT) != null, "the next page");
  }

  static Object meta() {
    IdType own = new IdType("Patient", id);
    Meta tag = new Meta();
    tag.addTag().setSystem(TAG).setCode("seen");
    Meta added = client.meta().add().onResource(own).meta(tag).execute();
    holds(added.getTag(TAG, "seen") != null, "added");
    holds(client.meta().get(Meta.class).fromResource(own).execute().getTag(TAG, "seen") != null,
        "kept");
    return holds(client.meta().delete().onResource(own).meta(tag).execute().getTag(TAG,
        "seen") == null, "deleted");
  }

  static Object errors() throws Exception {
    refused(404, () -> client.read().resource(Patient.class).withId("nowhere").execute());
    refused(400, () -> client.search().byUrl("Patient?_sort=nonsense").returnBundle(Bundle.class)
        .execute());
    return refused(400, () -> client.create().resource(new Observation()).execute());
  }

  static Object delete() throws Exception {
    Bundle all =
        client.search().forResource(Observation.class).where(Observation.PATIENT.hasId(id))
            .returnBundle(Bundle.class).execute();
    for (Bundle.BundleEntryComponent entry : all.getEntry())
      client.delete().resourceById("Observation", entry.getResource().getIdElement().getIdPart())
          .execute();
    client.delete().resourceById("Patient", id).execute();
    client.delete().resourceConditionalByUrl("Patient?identifier=" + TAG + "|" + run + "two")
        .execute();
    return refused(410, Hapi::current);
  }
}
