#include "gatekit.h"
#include <stdio.h>

int main(void) {
    const gk_qianmi qianmi = {.app_key = GK_TEXT("10000000"),
                              .secret = GK_TEXT("0123456789abcdef0123456789ABCDEF"),
                              .access_token = GK_TEXT("00112233445566778899aabbccddeeff")};
    const gk_param tid = {GK_TEXT("tid"), GK_TEXT("T20151104141013082")};
    const gk_call cancel = {.method = GK_TEXT("qianmi.cloudshop.d2p.trade.cancel"), .params = &tid, .params_count = 1};
    gk_request request; /* to be written with gk_write_query and gk_write_body */
    gk_status status = gk_qianmi_sign(&qianmi, &cancel, 1446617413, &request);
    puts(status == GK_OK ? request.signature : gk_status_text(status));
    return status != GK_OK;
}
