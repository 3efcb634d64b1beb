#!/usr/bin/env python3
"""Writes callbacks-made.jsonl: callbacks by the rules of the Java SDK's SpiUtils, made with Python's
own codecs, hashlib and hmac, and changed copies of them, which must be refused.

    python3 callbacks-made.py > callbacks-made.jsonl
"""

import hashlib
import hmac
import json
from urllib.parse import parse_qsl, quote_plus, unquote_to_bytes

SECRET = "helloworld"
SYSTEM = [("method", "qimen.taobao.qianniu.cloudkefu.order.self.intercept"),
          ("timestamp", "2016-01-01 12:00:00"), ("app_key", "12345678"), ("v", "2.0")]
FORM = "application/x-www-form-urlencoded"
ORDER = '{"sellerNick":"苏宁易购官方旗舰店","memo":"不要了","bizOrder":{"tid":"30753531820144197"}}'


def callback(name, params=(), content_type=None, charset="UTF-8", headers=None, form=None, body=None,
             sign_method="md5"):
    """A callback that was signed as SpiUtils does it."""
    query = [*SYSTEM, ("sign_method", sign_method), *params]
    headers, form = headers or {}, form or {}
    listed = [header for header in headers.get("top-sign-list", "").split(",") if header]
    signed = [(header, unquote_to_bytes(headers[header].replace("+", " ")).decode(charset))
              for header in listed]
    signed = sorted([*signed, *query, *form.items()], key=lambda pair: pair[0].encode("utf-16-be"))
    text = "".join(name + value for name, value in signed) + (body or "")
    if sign_method == "md5":
        canonical = SECRET + text + SECRET
        digest = hashlib.md5(canonical.encode(charset)).hexdigest()
    else:
        canonical = text
        algorithm = {"hmac": "md5", "hmac-sha256": "sha256"}[sign_method]
        digest = hmac.new(SECRET.encode(), text.encode(charset), algorithm).hexdigest()
    pairs = [*query, ("sign", digest.upper())]
    return {
        "name": name,
        "secret": SECRET,
        "query": "&".join(f"{quote_plus(n, encoding=charset)}={quote_plus(v, encoding=charset)}"
                          for n, v in pairs),
        "content_type": content_type,
        "headers": headers,
        "form": form,
        "body": body,
        "charset": charset,
        "canonical": canonical,
        "sign": digest.upper(),
        "accepted": True,
        "signed_by": ["Python hashlib and hmac"],
        "body_hex": None if body is None else body.encode(charset).hex(),
    }


def refused(name, given, **changes):
    """The same with something changed behind the signer's back."""
    return {**given, **changes, "name": name, "accepted": False}


def resigned(given, sign):
    return {"query": given["query"].replace(given["sign"], sign), "sign": sign}


gbk_json = callback("gbk_json", content_type="application/json;charset=GBK", charset="GBK", body=ORDER)
gbk_form = callback("gbk_form", [("nick", "翔_ouyang")], FORM + ";charset=GBK", "GBK",
                    form={"说明": "百分号%与加号+", "空": "", "amount": "1.50"})
gbk_header = callback("gbk_xml_header", content_type="text/xml;charset=gbk", charset="GBK",
                      headers={"top-sign-list": "X-Nick,X-None", "X-Nick": "%CF%E8+a",
                               "X-None": "", "X-Forwarded-For": "127.0.0.1"},
                      body="<request><remark>不要了</remark></request>")
gb18030 = callback("gb18030_text", content_type="text/plain;charset=GB18030", charset="GB18030",
                   body="𠮷野家与吉野家")
utf8_json = callback("no_charset_json", content_type="application/json", body=ORDER)
query_only = callback("query_only", [("nick", "a b+c&d=e~*'"), ("空", ""), ("z", "😀")])

VECTORS = [
    gbk_json, gbk_form, gbk_header, gb18030, utf8_json, query_only,
    callback("application_xml", content_type="application/xml", body="<request/>"),
    callback("empty_form", content_type=FORM, form={}),
    callback("hmac_json", content_type="application/json", body=ORDER, sign_method="hmac"),
    callback("hmac_sha256_gbk_form", content_type=FORM + ";charset=GBK", charset="GBK",
             form={"nick": "苏宁易购"}, sign_method="hmac-sha256"),
    refused("gbk_body_sent_as_utf8", gbk_json, body_hex=ORDER.encode().hex()),
    refused("gbk_body_one_bit_off", gbk_json,
            body_hex=f"{int(gbk_json['body_hex'][:2], 16) ^ 1:02x}{gbk_json['body_hex'][2:]}"),
    refused("gbk_form_read_as_utf8", gbk_form, charset="UTF-8", content_type=FORM + ";charset=UTF-8"),
    refused("gbk_form_one_more_field", gbk_form, form={**gbk_form["form"], "amount2": "1"}),
    refused("gbk_form_other_value", gbk_form, form={**gbk_form["form"], "amount": "9.50"}),
    refused("header_changed", gbk_header, headers={**gbk_header["headers"], "X-Nick": "%CF%E8+b"}),
    refused("header_no_longer_listed", gbk_header,
            headers={**gbk_header["headers"], "top-sign-list": "X-Nick"}),
    refused("query_changed", query_only, query=query_only["query"].replace("2016-01-01", "2016-01-02")),
    refused("parameter_added", query_only, query=query_only["query"] + "&admin=1"),
    refused("other_secret", query_only, secret="helloworle"),
    refused("signature_in_lower_case", query_only, **resigned(query_only, query_only["sign"].lower())),
    refused("signature_cut", query_only, **resigned(query_only, query_only["sign"][:31])),
    refused("signature_empty", query_only, **resigned(query_only, "")),
    refused("signature_missing", query_only, query=query_only["query"].split("&sign=")[0]),
    refused("json_sent_as_form", utf8_json, content_type=FORM),
    refused("body_dropped", utf8_json, body=None, body_hex=None),
    refused("unknown_content_type", utf8_json, content_type="application/octet-stream"),
]

for vector in VECTORS:
    if vector["accepted"]:  # What is sent is what was signed.
        sent = parse_qsl(vector["query"], keep_blank_values=True, encoding=vector["charset"])
        assert dict(sent)["sign"] == vector["sign"]
    print(json.dumps(vector, ensure_ascii=False))
