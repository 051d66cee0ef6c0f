"""A small sidecar for tests: what it is told at /say becomes an event, and /seen shows what it got."""

import http.server
import json
import os
import sys
import urllib.request


def env(name):
    return os.environ["KHEISH_EXTERNAL_CONNECTOR_" + name]


ME, TOKEN = env("INSTANCE_ID"), "Bearer " + env("SHARED_TOKEN")
HOST = env("DAEMON_BASE_URL") + "/v1/connectors/external/" + env("NAME")
SEEN = {"deliveries": [], "variables": sorted(name for name in os.environ if name.startswith("KHEISH_"))}


def call(path, token, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": token, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(HOST + path, data, headers), timeout=30) as answer:
        return json.load(answer)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/seen":
            return self.answer(200, SEEN)
        if self.headers["Authorization"] != TOKEN:
            return self.answer(401, {"error": "unauthorized"})
        self.answer(200, {"protocol_version": 1, "instance_id": ME, "status": "ready"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/say":
            return self.answer(200, call("/events", TOKEN, {"instance_id": ME} | body))
        SEEN["deliveries"].append(body)
        self.answer(200, {"status": "committed"})

    def answer(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


with open(env("CREDENTIAL_TOKEN_FILE")) as file:
    secret = call("/credentials/API_KEY", "Bearer " + file.read().strip())
SEEN["secret"] = secret["value"]
print("the secret is", secret["value"], file=sys.stderr, flush=True)
host, port = env("BASE_URL").removeprefix("http://").rsplit(":", 1)
http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
