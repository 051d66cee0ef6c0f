"""The smallest sidecar: it says who it is, and that it is well."""

import http.server
import json
import os

ME = os.environ["KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID"]
ANSWERS = {
    "/manifest": {"protocol_version": 1, "instance_id": ME},
    "/health": {"protocol_version": 1, "instance_id": ME, "status": "ready"},
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        data = json.dumps(ANSWERS[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


host, port = os.environ["KHEISH_EXTERNAL_CONNECTOR_BASE_URL"].removeprefix("http://").split(":")
http.server.HTTPServer((host, int(port)), Handler).serve_forever()
