"""Serves the laptop cloud's AWS APIs: moto's application on a free port of the loopback interface.

Prints the port as the first line of standard output. Ends when standard input ends (with --follow-parent), or
after some minutes without a request (with --idle-minutes).
"""
import argparse
import json
import os
import sys
import threading
import time

PROBE = "/slipway-laptop"


class Served:
    """The application with a probe of our own, one request at a time, and the time of the last request."""

    def __init__(self, app, token):
        self.app = app
        self.token = token
        self.lock = threading.Lock()
        self.last = time.monotonic()

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path == PROBE:
            return self.probe(environ, start_response)
        if path.startswith("/moto-api"):  # moto's own controls would empty the cloud without credentials
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        self.last = time.monotonic()
        # moto's conditional writes are only atomic when nothing runs beside them.
        with self.lock:
            return list(self.app(environ, start_response))

    def probe(self, environ, start_response):
        if environ.get("HTTP_X_SLIPWAY_LAPTOP") != self.token:
            start_response("403 Forbidden", [("Content-Length", "0")])
            return [b""]
        body = json.dumps({"pid": os.getpid()}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


def end_when_idle(served, minutes):
    while time.monotonic() - served.last < minutes * 60:
        time.sleep(min(30, minutes * 15))
    os._exit(0)


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


def adapt_moto(account):
    """Three places where moto would stand in the way."""
    import moto.iam.models
    import moto.s3.models
    from moto.iam.access_control import PermissionResult

    # Not MOTO_ACCOUNT_ID: that would be the account of everybody, assumed roles included.
    moto.iam.models.DEFAULT_ACCOUNT_ID = account
    # A second per account and partition otherwise, for partitions that nobody asks for.
    managed = moto.iam.models.IAMBackend._init_aws_policies
    moto.iam.models.IAMBackend._init_aws_policies = lambda self: managed(self) if self.partition == "aws" else []
    # moto reads a bucket policy without its conditions: "deny what is not TLS" would deny everything.
    moto.s3.models.FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL


def warm():
    """Loads the services that every run uses, while the caller is still busy with its own start."""
    from moto.backends import get_backend

    for service in ("sts", "iam", "s3", "kms", "dynamodb", "ssm"):
        get_backend(service)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--account", required=True, help="account of credentials that STS did not issue")
    parser.add_argument("--idle-minutes", type=float)
    parser.add_argument("--follow-parent", action="store_true")
    arguments = parser.parse_args()

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    adapt_moto(arguments.account)

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_):
            pass

    served = Served(DomainDispatcherApplication(create_backend_app), os.environ["SLIPWAY_LAPTOP"])
    server = make_server("127.0.0.1", 0, served, threaded=True, request_handler=Quiet)
    os.environ["MOTO_PORT"] = str(server.server_port)
    watches = [(warm, ())]
    if arguments.idle_minutes:
        watches.append((end_when_idle, (served, arguments.idle_minutes)))
    if arguments.follow_parent:
        watches.append((end_with_parent, ()))
    for target, values in watches:
        threading.Thread(target=target, args=values, daemon=True).start()
    print(server.server_port, flush=True)
    os.dup2(2, 1)  # whoever read the port may be gone: later output belongs to the log
    server.serve_forever()


main()
