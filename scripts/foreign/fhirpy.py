"""The journey of fhirpy (PyPI) through a running server. See README.md.

Usage: BASE=http://127.0.0.1:8080/fhir TOKEN=... python fhirpy.py
"""

import os
import uuid

# The folder of this program comes first on the path, and its name is the package's.
import sys

sys.path.pop(0)

from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import BaseFHIRError, OperationOutcome, ResourceNotFound

from importlib.metadata import version

BASE, TOKEN = os.environ["BASE"], os.environ["TOKEN"]
TAG = "urn:foreign:" + uuid.uuid4().hex
client = SyncFHIRClient(BASE, authorization="Bearer " + TOKEN)
failed = []


def step(name, act):
    """Does one step and says how it went; later steps go on without it."""
    try:
        value = act()
        print("ok    ", name)
        return value
    except Exception as fault:  # every fault is a finding to print
        failed.append(name)
        print("NOT OK", name, "-", type(fault).__name__, str(fault)[:600])
        return None


def holds(fact, said):
    """Fails the step unless the fact holds."""
    if not fact:
        raise AssertionError(said)


def refused(act, kind=OperationOutcome):
    """The outcome of a call that must be refused as an OperationOutcome."""
    try:
        act()
    except kind as fault:
        holds("OperationOutcome" in str(fault) or "issue" in str(fault), str(fault))
        return fault
    raise AssertionError("nothing was refused")


def patient(family):
    """A Patient that only this run knows."""
    return client.resource(
        "Patient",
        identifier=[{"system": TAG, "value": family}],
        name=[{"family": family, "given": ["Ada"]}],
        gender="female",
    )


def observation(subject, number):
    """An Observation of a Patient."""
    return client.resource(
        "Observation",
        status="final",
        identifier=[{"system": TAG, "value": str(number)}],
        code={"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        subject=subject,
        effectiveDateTime=f"2024-01-{number:02d}",
        valueQuantity={"value": 60 + number, "unit": "/min"},
    )


def capabilities():
    statement = client.execute("metadata", method="get")
    holds(statement["fhirVersion"] == "4.0.1", statement["fhirVersion"])


def create():
    one = patient("one")
    one.save()
    holds(one.id and one["meta"]["versionId"] == "1", dict(one))
    return one


def speaking(**headers):
    """A client that sends further headers; its own methods do not know of these."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return SyncFHIRClient(BASE, extra_headers={"Authorization": "Bearer " + TOKEN, **names})


def conditional_create():
    # get_or_create() sends its condition in the address, a form of its own: see README.md.
    guarded = speaking(If_None_Exist="identifier=" + TAG + "|two")
    ids = {guarded.execute("Patient", method="post", data=patient("two").serialize())["id"] for _ in "ab"}
    holds(len(ids) == 1, ids)


def patients():
    return client.resources("Patient")


def read(one):
    same = client.reference("Patient", one.id).to_resource()
    holds(same["name"][0]["family"] == "one", dict(same))
    holds(patients().search(_id=one.id).get().id == one.id, "search by _id")


def vread(one):
    old = client.execute(f"Patient/{one.id}/_history/1", method="get")
    holds(old["meta"]["versionId"] == "1", old["meta"])


def update(one):
    one["birthDate"] = "1815-12-10"
    one.save()
    holds(one["meta"]["versionId"] == "2", one["meta"])


def patch(one):
    # patch() and save(fields=…) send a merge, which R4 does not have: it must be refused whole.
    refused(lambda: one.patch(active=False))
    refused(lambda: one.save(fields=["name"]))
    refused(lambda: patients().search(identifier=TAG + "|two").patch(gender="unknown"))
    patching = speaking(Content_Type="application/json-patch+json")
    change = [{"op": "add", "path": "/active", "value": False}]
    patching.execute(f"Patient/{one.id}", method="patch", data=change)
    one.refresh()
    holds(one["active"] is False and one["birthDate"] == "1815-12-10", dict(one))


def conditional_update():
    changed = patient("two")
    changed["gender"] = "other"
    same, made = patients().search(identifier=TAG + "|two").update(changed)
    holds(not made and same["gender"] == "other", dict(same))


def searches(one):
    for number in range(1, 8):
        observation(one.to_reference(), number).save()
    found = client.resources("Observation").search(identifier=TAG + "|", patient=one.id)
    holds(found.count() == 7, f"count {found.count()}")
    paged = list(found.sort("-date").limit(3))
    holds(len(paged) == 7, f"{len(paged)} on all pages")
    days = [each["effectiveDateTime"] for each in paged]
    holds(days == sorted(days, reverse=True), days)
    chained = client.resources("Observation").search(patient__Patient__identifier=TAG + "|one")
    holds(chained.count() == 7, f"chain {chained.count()}")
    bundle = found.include("Observation", "patient").limit(2).fetch_raw()
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    holds(kinds.count("Patient") == 1 and kinds.count("Observation") == 2, kinds)
    reverse = patients().search(_id=one.id).revinclude("Observation", "patient").fetch_raw()
    holds(len(reverse["entry"]) == 8, len(reverse["entry"]))
    has = patients().has("Observation", "patient", code="8867-4").search(_id=one.id)
    holds(has.count() == 1, "has")


def history(one):
    bundle = client.execute(f"Patient/{one.id}/_history", method="get")
    holds(bundle["type"] == "history" and bundle["total"] >= 3, bundle["type"])


def transaction():
    name = "urn:uuid:" + str(uuid.uuid4())
    entries = [
        {
            "fullUrl": name,
            "resource": patient("three").serialize(),
            "request": {"method": "POST", "url": "Patient"},
        },
        {
            "resource": observation({"reference": name}, 9).serialize(),
            "request": {"method": "POST", "url": "Observation"},
        },
    ]
    bundle = client.resource("Bundle", type="transaction", entry=entries)
    answer = client.execute("", method="post", data=bundle.serialize())
    statuses = [entry["response"]["status"][:3] for entry in answer["entry"]]
    holds(answer["type"] == "transaction-response" and statuses == ["201", "201"], statuses)


def batch(one):
    gets = [f"Patient/{one.id}", "Patient/nowhere"]
    entries = [{"request": {"method": "GET", "url": url}} for url in gets]
    answer = client.execute(
        "", method="post", data={"resourceType": "Bundle", "type": "batch", "entry": entries}
    )
    statuses = [entry["response"]["status"][:3] for entry in answer["entry"]]
    holds(statuses == ["200", "404"], statuses)


def validate(one):
    holds(one.is_valid(), "a valid resource")
    bad = patient("bad")
    bad["gender"] = "none of these"
    holds(not bad.is_valid(), "an invalid resource")


def everything(one):
    bundle = one.execute("$everything", method="get")
    holds(bundle["type"] == "searchset" and len(bundle["entry"]) >= 8, bundle["type"])


def stale(one):
    body = one.serialize()
    send = lambda match: speaking(If_Match=match).execute(f"Patient/{one.id}", method="put", data=body)
    refused(lambda: send('W/"1"'), BaseFHIRError)
    send(f'W/"{one["meta"]["versionId"]}"')


def errors():
    refused(lambda: client.resource("Patient", gender="nobody").save())
    refused(lambda: patients().search(nonsense="x", _sort="nonsense").fetch(), BaseFHIRError)
    refused(lambda: client.reference("Patient", "nowhere").to_resource(), ResourceNotFound)


def delete(one):
    for each in client.resources("Observation").search(identifier=TAG + "|").fetch_all():
        each.delete()
    one.delete()
    refused(lambda: client.reference("Patient", one.id).to_resource(), BaseFHIRError)


print("fhirpy", version("fhirpy"))
step("capabilities", capabilities)
one = step("create", create)
step("conditional create", conditional_create)
step("read", lambda: read(one))
step("vread", lambda: vread(one))
step("update", lambda: update(one))
step("patch: JSON; a merge is refused", lambda: patch(one))
step("conditional update", conditional_update)
step("search: chain, include, revinclude, has, sort, pages", lambda: searches(one))
step("history", lambda: history(one))
step("transaction", transaction)
step("batch", lambda: batch(one))
step("$validate", lambda: validate(one))
step("$everything", lambda: everything(one))
step("update with If-Match", lambda: stale(one))
step("errors", errors)
step("delete", lambda: delete(one))
print("failed:", failed or "none")
sys.exit(1 if failed else 0)
