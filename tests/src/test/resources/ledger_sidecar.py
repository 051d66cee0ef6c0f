"""A sidecar for tests, on an HTTP library alone: it keeps what it delivered in a file that outlives it.

POST /say {"id", "who", "text"}   becomes an event; answers what the daemon answered
POST /deliver                     is written to LEDGER, once for each delivery id, before it is answered
GET  /secret/NAME                 asks the daemon for a credential and answers its SHA-256

BLAB=yes makes it careless: it prints its secrets, shows them in its health and in what it answers to deliveries.
STUBBORN=yes lets it stay when it is asked to leave.
"""

import hashlib
import http.server
import json
import os
import signal
import sys
import threading
import urllib.error
import urllib.request


def variable(name, default=None):
    return os.environ.get("KHEISH_EXTERNAL_CONNECTOR_" + name, default)


ME = variable("INSTANCE_ID")
BEARER = "Bearer " + variable("SHARED_TOKEN", "")
DAEMON = variable("DAEMON_BASE_URL") + "/v1/connectors/external/" + variable("NAME")
BLAB = os.environ.get("BLAB") == "yes"
LEDGER = os.environ["LEDGER"]

done = set()
secrets = {}
lock = threading.Lock()
draining = threading.Event()


def call(path, token, body=None):
    headers = {"Authorization": token, "Content-Type": "application/json"}
    request = urllib.request.Request(DAEMON + path, body and json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as e:
        return e.code, json.load(e)
    except OSError as e:
        return 504, {"error": str(e)}


def credential(name):
    with open(variable("CREDENTIAL_TOKEN_FILE"), encoding="ascii") as file:
        return call("/credentials/" + name, "Bearer " + file.read().strip())


def write_down(delivery):
    with lock:
        if delivery["delivery_id"] in done:
            return
        with open(LEDGER, "a", encoding="utf-8") as file:
            file.write(json.dumps({"id": delivery["delivery_id"], "to": delivery.get("reply_route"), "text": delivery["content"]}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        done.add(delivery["delivery_id"])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/secret/"):
            status, answer = credential(self.path.removeprefix("/secret/"))
            if status == 200:
                answer = {"sha256": hashlib.sha256(answer["value"].encode()).hexdigest()}
            return self.answer(status, answer)
        if self.headers["Authorization"] != BEARER:
            return self.answer(401, {"error": "unauthorized"})
        if self.path == "/manifest":
            return self.answer(200, {"protocol_version": 1, "instance_id": ME})
        if self.path == "/health":
            status = "draining" if draining.is_set() else "ready"
            detail = " ".join(secrets.values()) if BLAB else "all is well"
            return self.answer(200, {"protocol_version": 1, "instance_id": ME, "status": status, "detail": detail})
        self.answer(404, {"error": "not_found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/say":
            event = {"protocol_version": 2, "instance_id": ME, "event_id": body["id"], "actor_id": body["who"],
                     "thread": {"path": [body["who"]]}, "content": body["text"], "reply_route": body["who"]}
            return self.answer(*call("/events", BEARER, event))
        if self.headers["Authorization"] != BEARER:
            return self.answer(401, {"error": "unauthorized"})
        if draining.is_set():
            return self.answer(200, {"status": "retryable_error", "detail": "draining"})
        if BLAB:
            return self.answer(200, {"status": "terminal_error", "detail": "cannot use " + " ".join(secrets.values())})
        write_down(body)
        self.answer(200, {"status": "committed"})

    def answer(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def leave(*_):
    draining.set()
    threading.Thread(target=server.shutdown).start()


if os.path.exists(LEDGER):
    with open(LEDGER, encoding="utf-8") as file:
        # A kill may have torn the last line; what it was about was not acknowledged.
        for line in file.read().split("\n")[:-1]:
            done.add(json.loads(line)["id"])

for name in json.loads(variable("CREDENTIAL_KEYS_JSON", "[]")):
    status, answer = credential(name)
    if status != 200:
        sys.exit("no credential " + name + ": " + str(status))
    secrets[name] = answer["value"]
    print("fetched", name, flush=True)
    if BLAB:
        print("the secret is", answer["value"], flush=True)
        print("token=" + variable("CREDENTIAL_TOKEN"), "shared", BEARER, file=sys.stderr, flush=True)

host, port = variable("BASE_URL").removeprefix("http://").split(":")
server = http.server.ThreadingHTTPServer((host, int(port)), Handler)
server.daemon_threads = False
stubborn = os.environ.get("STUBBORN") == "yes"
signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else leave)
server.serve_forever()
