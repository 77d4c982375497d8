"""Runs schemathesis over the published spec against a server on an empty folder.

Half of the cases use ids of real things that the caller may use, half random ones. Fails on any 5xx, any answer that
the spec does not know, and when fewer cases ran than asked for. usage: fuzz.py URL CASES
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

URL, CASES = sys.argv[1], int(sys.argv[2])
BASE = URL + "/api/v1"
SPEC = pathlib.Path(__file__).resolve().parents[2] / "mobile-api-spec" / "openapi.yaml"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"
SEED = 20261122


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, method=method, headers=headers, data=data)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def accept(link, name):
    token = link["url"].split("#")[1]
    person = {"name": name, "password": "a mill, a lathe and a saw", "locale": "en", "time_zone": "America/Monterrey"}
    return call("POST", f"/invitations/{token}/acceptance", person)


def story():
    """The coordinator, and a supplier who leads a project; answers the lead's token and the ids they may use."""
    first = call("POST", "/setup", {
        "email": "coordinator@cluster.example", "password": "a mill, a lathe and a saw", "name": "Coordinator",
        "locale": "en", "time_zone": "Asia/Seoul", "firm_name": "Office", "cluster_name": "Packaging"})
    token = first["access_token"]
    cluster = call("GET", "/clusters", token=token)["items"][0]["id"]
    firms = {}
    for kind in ("customer", "supplier"):
        invited = call("POST", f"/clusters/{cluster}/firm-invitations", {
            "firm_name": kind, "email": f"{kind}@firm.example", "kind": kind, "locale": "en"}, token)
        link = call("GET", f"/clusters/{cluster}/firm-invitations/{invited['invitation_id']}/link", token=token)
        firms[kind] = (invited["firm_id"], accept(link, kind))
        call("POST", f"/clusters/{cluster}/firms/{invited['firm_id']}/confirmation", {}, token)
    (customer, _), (supplier, lead) = firms["customer"], firms["supplier"]
    project = call("POST", f"/clusters/{cluster}/projects", {
        "code": "L2", "name": "Line 2", "customer_firm_id": customer, "supplier_firm_ids": [supplier]}, lead["access_token"])
    ids = {"cluster_id": cluster, "firm_id": supplier, "project_id": project["id"], "person_id": lead["person"]["id"]}
    return lead["access_token"], ids


def fuzz(name, token, ids, cases):
    """One run of schemathesis; answers how many cases it tried."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "schemathesis.toml"
        values = "\n".join(f'"path.{key}" = "{value}"' for key, value in ids.items())
        config.write_text(f"[parameters]\n{values}\n" if ids else "")
        each = max(10, cases // 50)
        ran = subprocess.run([
            str(pathlib.Path(sys.executable).parent / "schemathesis"), f"--config-file={config}", "run", str(SPEC),
            "--url", BASE, "-H", f"Authorization: Bearer {token}", "--phases", "examples,coverage,fuzzing",
            "--checks", CHECKS, "--max-examples", str(each), "--seed", str(SEED), "--workers", "2",
            "--warnings", "off", "--continue-on-failure", "--request-timeout", "20",
            # Each would end the very session that asks.
            "--exclude-operation-id", "delete_session", "--exclude-operation-id", "change_password",
        ], capture_output=True, text=True)
    text = ran.stdout + ran.stderr
    counted = re.search(r"([\d,]+) generated", text)
    tried = int(counted.group(1).replace(",", "")) if counted else 0
    if ran.returncode != 0:
        print(text[-12000:])
        sys.exit(f"schemathesis with {name} found something")
    print(f"schemathesis with {name}: {tried} cases, seed {SEED}")
    return tried


TOKEN, IDS = story()
TRIED = fuzz("real ids", TOKEN, IDS, CASES * 2 // 3) + fuzz("random ids", TOKEN, {}, CASES // 3)
if TRIED < CASES:
    sys.exit(f"only {TRIED} cases of {CASES}")
