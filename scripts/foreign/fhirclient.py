"""The journey of fhirclient (PyPI, SMART on FHIR) through a running server. See README.md.

Usage: BASE=http://127.0.0.1:8080/fhir TOKEN=... python fhirclient.py
"""

import os
import sys
import uuid

# The folder of this program comes first on the path, and its name is the package's.
sys.path.pop(0)
sys.modules.pop("fhirclient", None)

from importlib.metadata import version

from fhirclient.models import bundle, capabilitystatement, observation, patient
from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhirclient.server import FHIRNotFoundException, FHIRServer

BASE, TOKEN = os.environ["BASE"], os.environ["TOKEN"]
TAG = "urn:foreign:" + uuid.uuid4().hex
server = FHIRServer(None, base_uri=BASE)
server.session.headers["Authorization"] = "Bearer " + TOKEN
failed = []


def step(name, act):
    """Does one step and says how it went; later steps go on without it."""
    try:
        value = act()
        print("ok    ", name)
        return value
    except FHIRValidationError as fault:
        said = "the client's model refuses: " + str(fault)[:600]
    except Exception as fault:  # every fault is a finding to print
        answer = getattr(fault, "response", None)
        text = "" if answer is None else answer.text[:400]
        said = f"{type(fault).__name__} {str(fault)[:300]} {text}"
    failed.append(name)
    print("NOT OK", name, "-", said)
    return None


def holds(fact, said):
    """Fails the step unless the fact holds."""
    if not fact:
        raise AssertionError(said)


def ada(family):
    """A Patient that only this run knows."""
    return patient.Patient(
        {
            "resourceType": "Patient",
            "identifier": [{"system": TAG, "value": family}],
            "name": [{"family": family, "given": ["Ada"]}],
        }
    )


def pulse(subject, number):
    """An Observation of a Patient."""
    return observation.Observation(
        {
            "resourceType": "Observation",
            "status": "final",
            "identifier": [{"system": TAG, "value": str(number)}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
            "subject": {"reference": subject},
            "effectiveDateTime": f"2024-01-{number:02d}",
        }
    )


def capabilities():
    statement = capabilitystatement.CapabilityStatement.read_from("metadata", server)
    holds(statement.fhirVersion == "4.0.1", statement.fhirVersion)
    holds(server.capabilityStatement is not None, "the server's own reading of it")


def create():
    one = ada("one")
    made = one.create(server)
    holds(made["resourceType"] == "Patient" and made["meta"]["versionId"] == "1", made)
    return patient.Patient(made)


def read(one):
    same = patient.Patient.read(one.id, server)
    holds(same.name[0].family == "one" and same.meta.versionId == "1", same.as_json())


def vread(one):
    old = patient.Patient.read_from(f"Patient/{one.id}/_history/1", server)
    holds(old.meta.versionId == "1", old.as_json())


def update(one):
    current = patient.Patient.read(one.id, server)
    current.active = True
    current.update(server)
    holds(patient.Patient.read(one.id, server).meta.versionId == "2", "the version")


def searches(one):
    for number in range(1, 8):
        pulse(f"Patient/{one.id}", number).create(server)
    wanted = {"identifier": TAG + "|", "_sort": "-date", "_count": "3"}
    found = list(observation.Observation.where(wanted).perform_resources_iter(server))
    holds(len(found) == 7, f"{len(found)} on all pages")
    days = [each.effectiveDateTime.isostring for each in found]
    holds(days == sorted(days, reverse=True), days)
    chain = {"patient.identifier": TAG + "|one", "_include": "Observation:patient"}
    answer = observation.Observation.where(chain).perform(server)
    kinds = [entry.resource.resource_type for entry in answer.entry]
    holds(answer.total == 7 and kinds.count("Patient") == 1, kinds)


def history(one):
    answer = bundle.Bundle.read_from(f"Patient/{one.id}/_history", server)
    holds(answer.type == "history" and answer.total == 2, answer.total)


def posted(kind, entries):
    """The answer to a Bundle, through the client's model in both directions."""
    sent = bundle.Bundle({"resourceType": "Bundle", "type": kind, "entry": entries})
    return bundle.Bundle(server.post_json("", sent.as_json()).json())


def transaction():
    name = "urn:uuid:" + str(uuid.uuid4())
    answer = posted(
        "transaction",
        [
            {
                "fullUrl": name,
                "resource": ada("three").as_json(),
                "request": {"method": "POST", "url": "Patient", "ifNoneExist": f"identifier={TAG}|three"},
            },
            {
                "resource": pulse(name, 9).as_json(),
                "request": {"method": "POST", "url": "Observation"},
            },
        ],
    )
    holds([entry.response.status[:3] for entry in answer.entry] == ["201", "201"], answer.as_json())


def batch(one):
    urls = [f"Patient/{one.id}", "Patient/nowhere"]
    answer = posted("batch", [{"request": {"method": "GET", "url": url}} for url in urls])
    holds([entry.response.status[:3] for entry in answer.entry] == ["200", "404"], answer.as_json())
    holds(answer.entry[1].response.outcome.issue, "the outcome of the second")


def everything(one):
    answer = bundle.Bundle.read_from(f"Patient/{one.id}/$everything", server)
    holds(answer.type == "searchset" and len(answer.entry) >= 8, answer.type)


def errors():
    try:
        patient.Patient.read("nowhere", server)
    except FHIRNotFoundException as fault:
        holds(fault.response.json()["resourceType"] == "OperationOutcome", fault.response.text)
        return
    raise AssertionError("found")


def delete(one):
    wanted = {"identifier": TAG + "|"}
    for each in list(observation.Observation.where(wanted).perform_resources_iter(server)):
        each.delete(server)
    patient.Patient.read(one.id, server).delete(server)
    try:
        patient.Patient.read(one.id, server)
    except Exception as fault:
        holds(fault.response.status_code == 410, fault.response.text)
        return
    raise AssertionError("still there")


print("fhirclient", version("fhirclient"))
step("capabilities", capabilities)
one = step("create", create)
step("read", lambda: read(one))
step("vread", lambda: vread(one))
step("update", lambda: update(one))
step("search: chain, include, sort, pages", lambda: searches(one))
step("history", lambda: history(one))
step("transaction with a conditional create", transaction)
step("batch", lambda: batch(one))
step("$everything", lambda: everything(one))
step("errors", errors)
step("delete", lambda: delete(one))
print("failed:", failed or "none")
sys.exit(1 if failed else 0)
