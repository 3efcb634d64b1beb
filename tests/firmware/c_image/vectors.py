"""Turns the vectors into a table in C: the signatures of requests that a client of the C interface
sends, which are those with the gateway's own system parameters."""

import json
from calendar import timegm
from time import strptime

SIGN_METHODS = {"md5": "&gk_md5", "hmac": "&gk_hmac", "hmac-sha256": "&gk_hmac_sha256"}
GMT8 = 8 * 3600


def table(lines):
    return "".join(filter(None, (row(json.loads(line)) for line in lines)))


def row(vector):
    keeps_blanks = vector["gateway"].startswith("phalapi")
    if vector["empties"] == ("dropped" if keeps_blanks else "signed"):
        return None
    params = {name: value for name, value in vector["params"].items() if name != "sign"}
    described = GATEWAYS[vector["gateway"]](vector, params)
    if described is None:
        return None
    platform, kind, members, method, time = described
    members = ", ".join(f".{name} = {value}" for name, value in members.items())
    return (f'{{"{vector["name"]}", {{{platform}, &(const {kind}){{{members}}}}},\n'
            f' {call(method, params, vector.get("body", ""))},\n'
            f' {time}, "{vector["sign"]}"}},\n')


def alibaba(platform, kind, optional):
    def described(vector, params):
        method = vector["sign_method"]
        system = [params.pop(name, "") for name in ("v", "sign_method", "format")]
        if system not in (["2.0", method, "json"], ["2.0", method, "xml"]):
            return None
        members = texts(params, app_key="app_key", **{name: name for name in optional})
        members |= {"secret": text(vector["secret"]), "sign_method": SIGN_METHODS[method],
                    "xml": int(system[2] == "xml")}
        if platform == "QIMEN":
            members["customer_id"] = text(params.pop("customerId", ""))
        elif params.pop("simplify", "") == "true":
            members["simplify"] = 1
        return timed(platform, kind, members, params)
    return described


def qianmi(vector, params):
    if [params.pop(name, "") for name in ("v", "format")] != ["1.1", "json"] or "simplify" in params:
        return None
    members = texts(params, app_key="appKey", access_token="access_token", partner_id="partner_id")
    members["secret"] = text(vector["secret"])
    return timed("QIANMI", "gk_qianmi", members, params)


def phalapi(vector, params):
    if vector["sign_method"].startswith("pairs-md5") or "service" not in params:
        return None
    members = {"protection": "GK_PHALAPI_VALUES_MD5"}
    members |= texts(params, access_token="access_token")
    if vector["gateway"] == "phalapi-pro":
        if "app_key" not in params:
            return None
        members |= {"protection": "GK_PHALAPI_PRO", "secret": text(vector["secret"])}
        members |= texts(params, app_key="app_key", user_id="uid")
    return "PHALAPI", "gk_phalapi", members, params.pop("service"), 0


GATEWAYS = {
    "top": alibaba("TOP", "gk_top", ["session", "partner_id", "target_app_key"]),
    "qimen": alibaba("QIMEN", "gk_qimen", ["session", "partner_id", "target_app_key"]),
    "qianmi": qianmi,
    "phalapi": phalapi,
    "phalapi-pro": phalapi,
}


def timed(platform, kind, members, params):
    method = params.pop("method", None)
    try:
        time = timegm(strptime(params.pop("timestamp", ""), "%Y-%m-%d %H:%M:%S")) - GMT8
    except ValueError:
        return None
    return method and (platform, kind, members, method, time)


def call(method, params, body):
    members = f".method = {text(method)}"
    if params:
        pairs = ", ".join(f"{{{text(name)}, {text(value)}}}" for name, value in params.items())
        members += f", .params = (const gk_param[]){{{pairs}}}, .params_count = {len(params)}"
    if body:
        members += (f", .body = (const uint8_t *){quoted(body)}, "
                    f".body_length = {len(body.encode())}")
    return f"{{{members}}}"


def texts(params, **members):
    """Members of a description, of the system parameters that they are sent as."""
    return {member: text(params.pop(name, "")) for member, name in members.items()}


def text(value):
    return f"GK_TEXT({quoted(value)})"


def quoted(value):
    """A literal; three octal digits never take in what follows them."""
    plain = set(range(0x20, 0x7f)) - set(b'"\\?')
    return '"' + "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in value.encode()) + '"'
