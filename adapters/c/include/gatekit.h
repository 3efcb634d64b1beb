/* gatekit: signs calls to TOP, Qimen, Qianmi and PhalApi sites and reads their answers.
 *
 * Pointers: those that a function takes must be NULL where that is allowed, or point at what their
 * type says, for as long as the function runs. What is written must not overlap what is read. NULL and
 * misaligned pointers, impossible lengths and text that is not UTF-8 are refused; a pointer to the
 * wrong place cannot be told.
 *
 * Memory: the caller's. There is no heap and no state, so that all functions may be called from any
 * thread at any time, also from an interrupt or from within a gk_write. What a function writes to is its
 * own for that time; so a guard, which gk_spi_verify and gk_guard_restart change, belongs to one caller at
 * a time: threads and interrupts that share one take turns.
 *
 * Made from the Rust sources by adapters/c/header; not to be edited. */


#ifndef GATEKIT_H
#define GATEKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Initialises a gk_text from a string literal; nothing else compiles, for of pointers and arrays sizeof
 * says something else. Of a char *: {pointer, strlen(pointer)}, or gk_string(pointer). */
#define GK_TEXT(literal) {("" literal ""), sizeof("" literal "") - 1}

/** How many uint64_t a guard needs to remember so many callbacks. */
#define GK_GUARD_WORDS(callbacks) (2 + 3 * (callbacks))


/**
 * Bytes of the longest signature and a NUL.
 */
#define GK_SIGNATURE_SIZE 65

/**
 * Business parameters that a call may have. Calls of at most 8 take the least stack, those of more
 * than 24 the most.
 */
#define GK_PARAMS_MAX 64

/**
 * Headers that a callback may have.
 */
#define GK_HEADERS_MAX 32

/**
 * The version of this header: 0x010203 is 1.2.3.
 */
#define GK_VERSION 256

/**
 * What became of a call of this library. The hundreds say whose fault it is: 1 the caller's; 2 and 3
 * the transport's; 4 the caller's, says the gateway; 5 the gateway's; 6 the business refused; 7 the
 * answer holds no reply; 8 a callback is not taken, which is the sender's fault below 820 and the
 * caller's above. A signing or writing function that returns 1xx has written nothing; from one that
 * reads, 1xx says nothing of the request, which has perhaps been executed. GK_NOT_SENT and
 * GK_PERHAPS_SENT are for the application's own use, say in a gk_write, and never made here. Numbers
 * never change; new ones may come.
 */
enum gk_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It worked.
   */
  GK_OK = 0,
  /**
   * A parameter has no name.
   */
  GK_PARAM_NAMELESS = 101,
  /**
   * The method's name is blank.
   */
  GK_PARAM_BLANK = 102,
  /**
   * A parameter occurs twice.
   */
  GK_PARAM_REPEATED = 103,
  /**
   * A parameter has the name of a system parameter of this gateway.
   */
  GK_PARAM_RESERVED = 104,
  /**
   * There are more than GK_PARAMS_MAX parameters.
   */
  GK_PARAM_TABLE_FULL = 105,
  /**
   * A parameter has a name that this platform changes or passes over when it signs.
   */
  GK_PARAM_NOT_SIGNABLE = 109,
  /**
   * The raw body's content type is more than plain ASCII.
   */
  GK_CONTENT_TYPE = 110,
  /**
   * The application key is missing.
   */
  GK_APP_KEY_MISSING = 111,
  /**
   * The secret is missing.
   */
  GK_SECRET_MISSING = 112,
  /**
   * The secret of a gk_spi has more than 128 bytes.
   */
  GK_SECRET_TOO_LONG = 113,
  /**
   * This gateway's signature does not cover raw bodies.
   */
  GK_RAW_BODY = 115,
  /**
   * The buffer is too small.
   */
  GK_BUFFER_TOO_SMALL = 121,
  /**
   * A pointer is NULL or misaligned, or a length is impossible.
   */
  GK_POINTER = 122,
  /**
   * A text of the caller's is not UTF-8.
   */
  GK_NOT_UTF8 = 123,
  /**
   * The time is before 1970 or after 2999 in GMT+8.
   */
  GK_TIME = 124,
  /**
   * No sign method was chosen, or one that does not exist.
   */
  GK_SIGN_METHOD = 125,
  /**
   * The request was not signed, or the call was changed after it was signed.
   */
  GK_NOT_SIGNED = 126,
  /**
   * The library was built without XML.
   */
  GK_WITHOUT_XML = 127,
  /**
   * Nothing was sent.
   */
  GK_NOT_SENT = 200,
  /**
   * The request may have been executed.
   */
  GK_PERHAPS_SENT = 300,
  /**
   * The request has no signature.
   */
  GK_REFUSED_SIGNATURE_MISSING = 401,
  /**
   * The signature does not fit the request.
   */
  GK_REFUSED_SIGNATURE_INVALID = 402,
  /**
   * The request has no timestamp.
   */
  GK_REFUSED_TIMESTAMP_MISSING = 403,
  /**
   * The timestamp is too far from the gateway's clock.
   */
  GK_REFUSED_TIMESTAMP_INVALID = 404,
  /**
   * The request names no application.
   */
  GK_REFUSED_APP_KEY_MISSING = 405,
  /**
   * The gateway does not know the application.
   */
  GK_REFUSED_APP_KEY_INVALID = 406,
  /**
   * The method needs a user's token and none was sent.
   */
  GK_REFUSED_SESSION_MISSING = 407,
  /**
   * The user's token is wrong or has expired.
   */
  GK_REFUSED_SESSION_INVALID = 408,
  /**
   * The request names no method.
   */
  GK_REFUSED_METHOD_MISSING = 409,
  /**
   * The gateway does not know the method.
   */
  GK_REFUSED_METHOD_UNKNOWN = 410,
  /**
   * The method has been withdrawn.
   */
  GK_REFUSED_METHOD_OBSOLETE = 411,
  /**
   * The protocol version is missing, wrong or not supported.
   */
  GK_REFUSED_VERSION_INVALID = 412,
  /**
   * The reply format is not supported.
   */
  GK_REFUSED_FORMAT_INVALID = 413,
  /**
   * The request is not in the expected character encoding.
   */
  GK_REFUSED_ENCODING_INVALID = 414,
  /**
   * The HTTP method is not allowed.
   */
  GK_REFUSED_HTTP_METHOD_INVALID = 415,
  /**
   * A required argument is missing.
   */
  GK_REFUSED_ARGUMENT_MISSING = 416,
  /**
   * An argument is wrong.
   */
  GK_REFUSED_ARGUMENT_INVALID = 417,
  /**
   * A file could not be taken.
   */
  GK_REFUSED_UPLOAD_FAILED = 418,
  /**
   * The application or user may not do this.
   */
  GK_REFUSED_NOT_PERMITTED = 419,
  /**
   * Too many calls in a short time.
   */
  GK_REFUSED_FLOW_LIMITED = 420,
  /**
   * The calls of this period are used up.
   */
  GK_REFUSED_QUOTA_EXHAUSTED = 421,
  /**
   * The service behind the gateway refuses the request (isv.*).
   */
  GK_REFUSED_BY_SERVICE = 422,
  /**
   * The platform or its service is busy or not available.
   */
  GK_REFUSED_SERVICE_BUSY = 523,
  /**
   * The service failed; it may have done what was asked.
   */
  GK_REFUSED_SERVICE_FAILED = 524,
  /**
   * The business refused: a regular answer.
   */
  GK_REFUSED_BY_BUSINESS = 625,
  /**
   * A code that is not documented.
   */
  GK_REFUSED_UNKNOWN = 526,
  /**
   * The answer is empty.
   */
  GK_REPLY_EMPTY = 701,
  /**
   * The answer is not UTF-8.
   */
  GK_REPLY_NOT_UTF8 = 702,
  /**
   * The answer is cut off.
   */
  GK_REPLY_TRUNCATED = 703,
  /**
   * The answer is nested deeper than 64 levels.
   */
  GK_REPLY_TOO_DEEP = 704,
  /**
   * The answer has a byte that cannot stand there.
   */
  GK_REPLY_UNEXPECTED_BYTE = 705,
  /**
   * The answer has an escape that stands for no character.
   */
  GK_REPLY_BAD_ESCAPE = 706,
  /**
   * The answer has half of a surrogate pair.
   */
  GK_REPLY_LONE_SURROGATE = 707,
  /**
   * The answer has a control character that is not escaped.
   */
  GK_REPLY_CONTROL_CHARACTER = 708,
  /**
   * The answer goes on after its end.
   */
  GK_REPLY_TRAILING_BYTES = 709,
  /**
   * The answer has an end tag that closes no open element.
   */
  GK_REPLY_MISMATCHED_TAG = 710,
  /**
   * The answer has a document type declaration, which is refused.
   */
  GK_REPLY_DOCTYPE = 711,
  /**
   * The answer has an unknown entity.
   */
  GK_REPLY_UNKNOWN_ENTITY = 712,
  /**
   * The answer announces an encoding other than UTF-8.
   */
  GK_REPLY_ENCODING = 713,
  /**
   * The answer has an attribute twice in a tag.
   */
  GK_REPLY_DUPLICATE_ATTRIBUTE = 714,
  /**
   * The answer has a tag with more than 32 attributes.
   */
  GK_REPLY_TOO_MANY_ATTRIBUTES = 715,
  /**
   * The value is not of the type that was asked for.
   */
  GK_REPLY_WRONG_TYPE = 721,
  /**
   * There is no such value, or it is null.
   */
  GK_REPLY_NO_VALUE = 722,
  /**
   * The answer is a web page.
   */
  GK_REPLY_HTML = 741,
  /**
   * The answer is not what this gateway sends.
   */
  GK_REPLY_NO_ENVELOPE = 742,
  /**
   * The answer is to another method.
   */
  GK_REPLY_OTHER_METHOD = 743,
  /**
   * The answer is not in the format that was asked for.
   */
  GK_REPLY_OTHER_FORMAT = 744,
  /**
   * The answer is a redirect, which is not followed.
   */
  GK_REPLY_REDIRECTED = 745,
  /**
   * The answer holds a reply, but its HTTP status denies it.
   */
  GK_REPLY_STATUS = 746,
  /**
   * The callback is larger than gk_spi allows.
   */
  GK_CALLBACK_TOO_LARGE = 801,
  /**
   * The callback's body is neither a form nor JSON, XML or plain text in UTF-8 or GBK.
   */
  GK_CALLBACK_CONTENT_TYPE = 802,
  /**
   * The callback has an escape that is none, or a parameter without a name or without `=`.
   */
  GK_CALLBACK_MALFORMED = 803,
  /**
   * The callback has a name twice.
   */
  GK_CALLBACK_REPEATED = 804,
  /**
   * The callback has no signature.
   */
  GK_CALLBACK_SIGNATURE_MISSING = 805,
  /**
   * The signature is not that of this callback: the secret differs, or somebody changed it.
   */
  GK_CALLBACK_SIGNATURE_WRONG = 806,
  /**
   * The callback is authentic, but has no timestamp.
   */
  GK_CALLBACK_TIMESTAMP_MISSING = 807,
  /**
   * The callback is authentic, but its timestamp cannot be read.
   */
  GK_CALLBACK_TIMESTAMP_MALFORMED = 808,
  /**
   * The callback is authentic, but its timestamp is too far from the clock.
   */
  GK_CALLBACK_TIMESTAMP_OUTSIDE = 809,
  /**
   * The callback was taken before.
   */
  GK_CALLBACK_REPLAYED = 810,
  /**
   * The guard is full of callbacks that could still be repeated.
   */
  GK_CALLBACK_GUARD_FULL = 821,
  /**
   * The callback has more parameters or headers than there is room for.
   */
  GK_CALLBACK_TABLE_FULL = 822,
  /**
   * The room is too small for what the callback has percent-encoded.
   */
  GK_CALLBACK_ROOM_TOO_SMALL = 823,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum gk_status gk_status;
#else
typedef int32_t gk_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whose fault it is.
 */
enum gk_owner
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nobody's: it worked.
   */
  GK_NOBODY = 0,
  /**
   * The program that called, its settings or its permissions: mend them.
   */
  GK_CALLER = 1,
  /**
   * The way there and back.
   */
  GK_TRANSPORT = 2,
  /**
   * The platform or a service behind it.
   */
  GK_GATEWAY = 3,
  /**
   * The business said no ("already shipped"): a regular answer to act on.
   */
  GK_BUSINESS = 4,
  /**
   * Who sent the callback: it is to be refused.
   */
  GK_SENDER = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum gk_owner gk_owner;
#else
typedef int32_t gk_owner;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether asking again is safe.
 */
enum gk_repeat
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It would be refused again until something changes; or it worked.
   */
  GK_REPEAT_NO = 0,
  /**
   * Nothing was executed: safe after a pause.
   */
  GK_REPEAT_LATER = 1,
  /**
   * It may have been executed: ask the platform for the order's state first.
   */
  GK_REPEAT_ASK_FIRST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum gk_repeat gk_repeat;
#else
typedef int32_t gk_repeat;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a PhalApi site protects itself.
 */
enum gk_protection
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * No signature.
   */
  GK_PHALAPI_UNSIGNED = 0,
  /**
   * The framework's `SimpleMD5Filter`: MD5 of all values, without a secret.
   */
  GK_PHALAPI_VALUES_MD5 = 1,
  /**
   * PhalApi-Pro: MD5 of all values and the secret.
   */
  GK_PHALAPI_PRO = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum gk_protection gk_protection;
#else
typedef int32_t gk_protection;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a value is.
 */
enum gk_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is none.
   */
  GK_ABSENT = 0,
  /**
   * Named values. In XML: there are elements in the element.
   */
  GK_OBJECT = 1,
  /**
   * A JSON list. XML has none: there, elements of one name repeat.
   */
  GK_LIST = 2,
  /**
   * A JSON string, or an XML element without elements in it.
   */
  GK_STRING = 3,
  /**
   * A JSON number.
   */
  GK_NUMBER = 4,
  /**
   * `true` or `false` in JSON.
   */
  GK_BOOLEAN = 5,
  /**
   * JSON's `null`.
   */
  GK_NULL = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum gk_kind gk_kind;
#else
typedef uint8_t gk_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Private: which gateway a request is for.
 */
typedef struct gk_platform gk_platform;

/**
 * How calls to TOP and Qimen are signed: &gk_md5, &gk_hmac or &gk_hmac_sha256. Only those that a
 * program names are linked.
 */
typedef struct gk_sign_method gk_sign_method;

/**
 * UTF-8 text that the caller keeps: where it starts and its bytes, without a terminating NUL. With
 * `length` 0 the text is absent, whatever `start` is. GK_TEXT("...") initialises one from a literal
 * and from nothing else, gk_string(s) makes one of a C string.
 */
typedef struct gk_text {
  /**
   * The first byte; NULL only if `length` is 0.
   */
  const char *start;
  /**
   * Bytes.
   */
  size_t length;
} gk_text;

/**
 * TOP, Taobao's open platform, with one application's credentials. Absent texts are not sent.
 */
typedef struct gk_top {
  /**
   * The application key.
   */
  struct gk_text app_key;
  /**
   * The application's secret.
   */
  struct gk_text secret;
  /**
   * &gk_md5, &gk_hmac or &gk_hmac_sha256.
   */
  const struct gk_sign_method *sign_method;
  /**
   * The token of the user on whose behalf is called.
   */
  struct gk_text session;
  /**
   * The name of the software that calls.
   */
  struct gk_text partner_id;
  /**
   * The application that provides the method (third-party APIs).
   */
  struct gk_text target_app_key;
  /**
   * Not 0: asks for XML instead of JSON.
   */
  uint8_t xml;
  /**
   * Not 0: asks for JSON without the outer level. XML has no such form.
   */
  uint8_t simplify;
} gk_top;

/**
 * A business parameter, in UTF-8 and not percent-encoded. Nested objects are written as JSON by the
 * caller.
 */
typedef struct gk_param {
  /**
   * The name.
   */
  struct gk_text name;
  /**
   * The value. Blank ones are neither signed nor sent, except to PhalApi sites.
   */
  struct gk_text value;
} gk_param;

/**
 * A method's name and what is sent with it.
 */
typedef struct gk_call {
  /**
   * The method's full name, for example taobao.trade.get.
   */
  struct gk_text method;
  /**
   * The business parameters, in any order; the gateway's own ones must not be among them.
   */
  const struct gk_param *params;
  /**
   * How many there are: at most GK_PARAMS_MAX.
   */
  size_t params_count;
  /**
   * A raw body that is signed and sent instead of a form (Qimen's XML and JSON calls); the
   * parameters then travel in the query. NULL: none.
   */
  const uint8_t *body;
  /**
   * Bytes of the raw body; 0 if there is none.
   */
  size_t body_length;
  /**
   * Value of the Content-Type header of the raw body.
   */
  struct gk_text content_type;
} gk_call;

/**
 * A signed request: POST, a query and a body, all of known length. It points at the gateway and the
 * call that it was made of, which must stay as they are until it is written: it is put together of
 * them again each time. If its lengths are others then, nothing is written (GK_NOT_SIGNED); a change
 * that keeps them goes unnoticed here. It may be copied.
 */
typedef struct gk_request {
  /**
   * The signature in ASCII and a NUL; "" if the site wants none.
   */
  char signature[GK_SIGNATURE_SIZE];
  /**
   * Bytes of the encoded query, without the question mark.
   */
  size_t query_length;
  /**
   * Bytes of the body: the value of the Content-Length header.
   */
  size_t body_length;
  /**
   * Value of the Content-Type header.
   */
  struct gk_text content_type;
  /**
   * If a parameter was refused: its name; absent if that is missing or itself not UTF-8.
   */
  struct gk_text refused;
  /**
   * Private.
   */
  const struct gk_platform *platform;
  /**
   * Private.
   */
  const void *gateway;
  /**
   * Private.
   */
  const struct gk_call *call;
  /**
   * Private.
   */
  int64_t unix_seconds;
} gk_request;

/**
 * Qimen with one application's credentials. Absent texts are not sent. Custom scenes name a target
 * application; standard calls name a customer instead, ask for XML and have a raw body.
 */
typedef struct gk_qimen {
  /**
   * The application key.
   */
  struct gk_text app_key;
  /**
   * The application's secret.
   */
  struct gk_text secret;
  /**
   * &gk_md5, &gk_hmac or &gk_hmac_sha256.
   */
  const struct gk_sign_method *sign_method;
  /**
   * The application that provides the method (custom scenes).
   */
  struct gk_text target_app_key;
  /**
   * The customer to whom is routed (standard calls).
   */
  struct gk_text customer_id;
  /**
   * The token of the user on whose behalf is called.
   */
  struct gk_text session;
  /**
   * The name of the software that calls.
   */
  struct gk_text partner_id;
  /**
   * Not 0: asks for XML instead of JSON.
   */
  uint8_t xml;
} gk_qimen;

/**
 * Qianmi with one application's credentials; signs with SHA-1. Absent texts are not sent.
 */
typedef struct gk_qianmi {
  /**
   * The application key.
   */
  struct gk_text app_key;
  /**
   * The application's secret.
   */
  struct gk_text secret;
  /**
   * The token of the user on whose behalf is called; nearly all methods need one.
   */
  struct gk_text access_token;
  /**
   * The name of the software that calls.
   */
  struct gk_text partner_id;
} gk_qianmi;

/**
 * A site built with PhalApi, such as APIUSB.
 */
typedef struct gk_phalapi {
  /**
   * A gk_protection.
   */
  int32_t protection;
  /**
   * The token, if the site wants one.
   */
  struct gk_text access_token;
  /**
   * The application key (GK_PHALAPI_PRO).
   */
  struct gk_text app_key;
  /**
   * The application's secret (GK_PHALAPI_PRO).
   */
  struct gk_text secret;
  /**
   * The user on whose behalf is called (GK_PHALAPI_PRO).
   */
  struct gk_text user_id;
} gk_phalapi;

/**
 * Takes the next bytes of a query or a body, of which it need not keep the pointer; `length` is never
 * 0. Returns 0 to go on. Anything else ends the writing and is what the writing function returns;
 * negative numbers cannot be taken for a gk_status. Must return: no longjmp, no C++ exception.
 */
typedef int (*gk_write)(void *context, const uint8_t *bytes, size_t length);

/**
 * A value in an answer: its bytes, where they were received. It may be copied, and is of use as long
 * as these bytes stay as they are.
 */
typedef struct gk_value {
  /**
   * The value as it is written: in JSON all of it, a text with its quotes and escapes; in XML what
   * stands between the tags.
   */
  const uint8_t *raw;
  /**
   * Bytes.
   */
  size_t length;
  /**
   * A gk_kind.
   */
  uint8_t kind;
  /**
   * 0: JSON, 1: XML.
   */
  uint8_t format;
} gk_value;

/**
 * An answer that was read: the payload of a reply, or the texts of a refusal.
 */
typedef struct gk_reply {
  /**
   * What the method's documentation describes, without the gateway's envelope. Absent unless
   * GK_OK.
   */
  struct gk_value payload;
  /**
   * Of a refusal: the platform's code (`25`, `406`).
   */
  struct gk_value code;
  /**
   * Of a refusal: the finer code (`isv.invalid-parameter`).
   */
  struct gk_value sub_code;
  /**
   * Of a refusal: the platform's text.
   */
  struct gk_value message;
  /**
   * Of a refusal: the finer text.
   */
  struct gk_value sub_message;
  /**
   * Of a refusal: what the platform advises (Qianmi).
   */
  struct gk_value solution;
  /**
   * Of a refusal: the platform's name for this request, to be quoted when asking its support.
   */
  struct gk_value request_id;
  /**
   * Of an answer that cannot be read: the byte of the body at which reading had to stop.
   */
  size_t stopped_at;
} gk_reply;

/**
 * How callbacks of TOP and Qimen are verified. All but the secret may be 0.
 */
typedef struct gk_spi {
  /**
   * The application's secret, at most 128 bytes.
   */
  struct gk_text secret;
  /**
   * Seconds that a timestamp may lie before or after the clock; 0: 600.
   */
  uint32_t window;
  /**
   * Not 0: the timestamp is not looked at, for callbacks that have none. A guard then remembers
   * them for ever, but after gk_guard_restart takes them once more.
   */
  uint8_t without_window;
  /**
   * Bytes that a callback may have, headers included; 0: 1 MiB.
   */
  size_t max_size;
} gk_spi;

/**
 * A callback as it arrived. Its texts are bytes, in whatever encoding, but for the content type and
 * the names of headers.
 */
typedef struct gk_callback {
  /**
   * The query of its address, percent-encoded, without the question mark.
   */
  struct gk_text query;
  /**
   * Value of its Content-Type header; if that is absent there must be no body.
   */
  struct gk_text content_type;
  /**
   * Its headers: top-sign-list, if there is one, and those that it names; others may be there.
   */
  const struct gk_param *headers;
  /**
   * How many: at most GK_HEADERS_MAX.
   */
  size_t headers_count;
  /**
   * The body.
   */
  const uint8_t *body;
  /**
   * Bytes of the body.
   */
  size_t body_length;
} gk_callback;

/**
 * Memory of the caller's for what a callback holds.
 */
typedef struct gk_callback_memory {
  /**
   * Gets the parameters once they are verified, and is not touched before. Their texts are bytes
   * in the callback's charset; they point into the callback or into the room.
   */
  struct gk_param *params;
  /**
   * How many parameters it can hold: 8, 24 or 64; of another number, the next lower of these
   * counts. The more, the more stack is taken.
   */
  size_t params_size;
  /**
   * Gets names and values that are percent-encoded, in any case: as many bytes as query, form and
   * listed headers have are enough.
   */
  uint8_t *room;
  /**
   * Bytes of the room.
   */
  size_t room_size;
  /**
   * A guard, so that a callback is taken once: GK_GUARD_WORDS(N) numbers remember N callbacks,
   * which is to be as many as arrive in twice the window. All zeros are a guard that remembers
   * none; see gk_guard_restart. It belongs to one caller at a time, and to callbacks of one window.
   * NULL: none.
   */
  uint64_t *guard;
  /**
   * How many numbers the guard has; 0 only without one.
   */
  size_t guard_words;
} gk_callback_memory;

/**
 * What is known of a callback.
 */
typedef struct gk_verified {
  /**
   * How many parameters were written: all that was signed, in signing order, the signature left
   * out. With GK_CALLBACK_TABLE_FULL: the params_size that suffices, 8, 24 or 64; more than
   * GK_PARAMS_MAX if no table is large enough; 8 if fewer were lent, without a look at the
   * callback; 0 if it has too many headers.
   */
  size_t params_count;
  /**
   * The body as it arrived; NULL if it is a form, of which the fields are among the parameters.
   */
  const uint8_t *body;
  /**
   * Bytes of the body.
   */
  size_t body_length;
  /**
   * 0: texts and body are in UTF-8; 1: in GBK or GB18030.
   */
  uint8_t charset;
  /**
   * When it was signed, in Unix seconds; 0 if that was not looked at.
   */
  int64_t signed_at;
  /**
   * With GK_CALLBACK_TIMESTAMP_OUTSIDE: how many seconds its timestamp lies behind the clock,
   * negative if it lies ahead.
   */
  int64_t seconds_behind;
  /**
   * With GK_CALLBACK_ROOM_TOO_SMALL: how many bytes of room are needed.
   */
  size_t room_needed;
} gk_verified;

/**
 * What a provider answers, with HTTP status 200. Scenes that document an answer of their own want
 * that instead.
 */
typedef struct gk_answers {
  /**
   * Value of the Content-Type header.
   */
  struct gk_text content_type;
  /**
   * The callback was taken.
   */
  struct gk_text accepted;
  /**
   * sign-check-failure, whatever was wrong.
   */
  struct gk_text refused;
} gk_answers;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * `md5`: the smallest in flash.
 */
extern const struct gk_sign_method gk_md5;

/**
 * `hmac`, which is HMAC-MD5.
 */
extern const struct gk_sign_method gk_hmac;

/**
 * `hmac-sha256`, the default of the platform's SDKs.
 */
extern const struct gk_sign_method gk_hmac_sha256;

/**
 * The gk_text of a C string, which must stay where it is. NULL: an absent one.
 */
struct gk_text gk_string(const char *string);

/**
 * Signs a call to TOP. `unix_seconds`: the time in seconds since 1970-01-01 00:00:00 UTC, which TOP
 * wants within 10 minutes of its own. `request` is written in any case.
 */
gk_status gk_top_sign(const struct gk_top *top,
                      const struct gk_call *call,
                      int64_t unix_seconds,
                      struct gk_request *request);

/**
 * The same for Qimen.
 */
gk_status gk_qimen_sign(const struct gk_qimen *qimen,
                        const struct gk_call *call,
                        int64_t unix_seconds,
                        struct gk_request *request);

/**
 * The same for Qianmi.
 */
gk_status gk_qianmi_sign(const struct gk_qianmi *qianmi,
                         const struct gk_call *call,
                         int64_t unix_seconds,
                         struct gk_request *request);

/**
 * The same for a PhalApi site, which does not use the time: any valid one will do, such as 0.
 */
gk_status gk_phalapi_sign(const struct gk_phalapi *phalapi,
                          const struct gk_call *call,
                          int64_t unix_seconds,
                          struct gk_request *request);

/**
 * Writes the encoded query, `query_length` bytes without the question mark, in pieces. Returns
 * GK_OK, a gk_status, or what `write` returned if that was not 0.
 */
int gk_write_query(const struct gk_request *request, gk_write write, void *context);

/**
 * Writes the body, `body_length` bytes, in pieces. Returns as gk_write_query does.
 */
int gk_write_body(const struct gk_request *request, gk_write write, void *context);

/**
 * Writes the text that was hashed, in UTF-8, with secrets, tokens and the like masked: what to look
 * at when a gateway says "Invalid signature". Returns as gk_write_query does.
 */
int gk_write_explanation(const struct gk_request *request, gk_write write, void *context);

/**
 * Writes the query into a buffer, without a NUL. GK_BUFFER_TOO_SMALL if it has fewer than
 * `query_length` bytes; nothing is written then.
 */
gk_status gk_encode_query(const struct gk_request *request, char *out, size_t size);

/**
 * Writes the body into a buffer. GK_BUFFER_TOO_SMALL if it has fewer than `body_length` bytes;
 * nothing is written then.
 */
gk_status gk_encode_body(const struct gk_request *request, uint8_t *out, size_t size);

/**
 * Reads TOP's answer to a call. `http_status`: its HTTP status code. The whole body is checked, and
 * not changed. GK_OK: a reply. 4xx, 5xx, 6xx: a refusal. 7xx: no reply of this gateway; the call may
 * have been executed. `reply` is written in any case and points into the body. If the call has no
 * method, the answer to any is taken.
 */
gk_status gk_top_read(const struct gk_top *top,
                      const struct gk_call *call,
                      uint16_t http_status,
                      const uint8_t *body,
                      size_t body_length,
                      struct gk_reply *reply);

/**
 * The same for Qimen.
 */
gk_status gk_qimen_read(const struct gk_qimen *qimen,
                        const struct gk_call *call,
                        uint16_t http_status,
                        const uint8_t *body,
                        size_t body_length,
                        struct gk_reply *reply);

/**
 * The same for Qianmi.
 */
gk_status gk_qianmi_read(const struct gk_qianmi *qianmi,
                         const struct gk_call *call,
                         uint16_t http_status,
                         const uint8_t *body,
                         size_t body_length,
                         struct gk_reply *reply);

/**
 * The same for a PhalApi site.
 */
gk_status gk_phalapi_read(const struct gk_phalapi *phalapi,
                          const struct gk_call *call,
                          uint16_t http_status,
                          const uint8_t *body,
                          size_t body_length,
                          struct gk_reply *reply);

/**
 * Finds the value at the end of a path of names and indices, such as `trades.trade[0].tid`, in
 * another value, for example in the payload of a reply. `path` is a C string; "" and NULL are the
 * value itself. GK_REPLY_NO_VALUE if there is none; `found` is absent then.
 *
 * `trade[0]` is the first item of what is named `trade`: of a list, of an object around a list, of XML
 * elements that repeat; or the value itself, if it is neither a list nor empty. A value that was found
 * has lost its name, by which XML's elements repeat: there, name and index belong in one path.
 */
gk_status gk_at(const struct gk_value *value,
                const char *path,
                struct gk_value *found);

/**
 * Writes the text at the end of a path into a buffer, in UTF-8, escapes resolved, with a NUL behind
 * it; numbers and booleans as they are written. `length` gets the bytes of the text without that NUL,
 * and may be NULL; go by it, for a text may have a NUL in it (U+0000 in JSON). GK_BUFFER_TOO_SMALL if
 * the buffer has less than one byte more than that: it then holds as many whole characters as fit.
 * GK_REPLY_NO_VALUE if there is none or `null`, GK_REPLY_WRONG_TYPE if it is an object or a list. But
 * for GK_BUFFER_TOO_SMALL, what fails leaves "" in the buffer and 0 in `length`.
 */
gk_status gk_text_at(const struct gk_value *value,
                     const char *path,
                     char *out,
                     size_t size,
                     size_t *length);

/**
 * Reads the integer at the end of a path, be it a number or a text. GK_REPLY_NO_VALUE,
 * GK_REPLY_WRONG_TYPE also if it does not fit or has a fraction; `number` is left as it is then.
 */
gk_status gk_int64_at(const struct gk_value *value, const char *path, int64_t *number);

/**
 * Reads the boolean at the end of a path, be it one or the text `true` or `false`, in whatever case.
 * GK_REPLY_NO_VALUE, GK_REPLY_WRONG_TYPE; `boolean` is left as it is then.
 */
gk_status gk_bool_at(const struct gk_value *value,
                     const char *path,
                     bool *boolean);

/**
 * Verifies a callback of TOP or Qimen: its size, its signature in constant time, its timestamp on
 * both sides of `unix_seconds`, whether it came before. GK_OK: it is authentic, and its parameters
 * stand in `memory`. Otherwise nothing of it is handed out, and the guard remembers nothing of it.
 * `verified` is written in any case. With a status of GK_SENDER answer gk_answers.refused, with
 * 82x and 1xx HTTP status 503, so that the platform sends it again.
 */
gk_status gk_spi_verify(const struct gk_spi *spi,
                        const struct gk_callback *callback,
                        int64_t unix_seconds,
                        const struct gk_callback_memory *memory,
                        struct gk_verified *verified);

/**
 * Checks the body of a verified callback as a document of JSON or XML in UTF-8, for gk_text_at and
 * the like. The GK_REPLY_ numbers say what is wrong with it; GK_REPLY_EMPTY also of a form.
 * A callback that turns out to be of no use is answered gk_answers.refused: sent again it would find
 * that the guard has taken it.
 */
gk_status gk_verified_document(const struct gk_verified *verified,
                               struct gk_value *document);

/**
 * The answers of scenes that ask for JSON.
 */
struct gk_answers gk_answers_json(void);

/**
 * The answers of scenes that ask for XML.
 */
struct gk_answers gk_answers_xml(void);

/**
 * The answers of Qimen's standard calls.
 */
struct gk_answers gk_answers_qimen_standard(void);

/**
 * Empties a guard, or makes one of any memory, that takes nothing that was signed at this moment or
 * before: for a device that restarts and does not know what it took. With gk_spi.without_window it
 * protects from nothing: callbacks whose time is not looked at are taken whenever they were signed.
 */
gk_status gk_guard_restart(uint64_t *guard, size_t guard_words, int64_t unix_seconds);

/**
 * Whose fault a gk_status is. Numbers outside of its hundreds, such as what a gk_write returned, are the
 * transport's.
 */
gk_owner gk_status_owner(int32_t status);

/**
 * Whether the call of which the answer was a gk_status may be repeated; of a callback, whether the
 * platform is to send it again. Numbers outside of its hundreds: GK_REPEAT_ASK_FIRST. What the number
 * alone does not tell: with 1xx from a reading function ask first too, and with 1xx from gk_spi_verify
 * answer 503, so that the callback comes again.
 */
gk_repeat gk_status_repeat(int32_t status);

/**
 * The version of the library that the program runs with, as GK_VERSION has that of the header: a header
 * is good for libraries with the same number but for the last two digits.
 */
uint32_t gk_version(void);

/**
 * A sentence that says what a gk_status means, in English. The text is a constant.
 */
const char *gk_status_text(int32_t status);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GATEKIT_H */
