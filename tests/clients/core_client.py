"""The older core SDK, which signs with V2 (HMAC-SHA1). Run as a process: ENDPOINT NUMBER INSTANCE."""

import json
import sys

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

endpoint, number, instance = sys.argv[1:]
client = AcsClient("testid", "testsecret", "cn-hangzhou")


def call(action, **fields):
    request = CommonRequest(domain=endpoint, version="2017-05-25", action_name=action)
    request.set_protocol_type("http")
    request.set_method("POST")
    for name, value in fields.items():
        request.add_query_param(name, value)
    return json.loads(client.do_action_with_exception(request))


bound = call("AddVirtualNumberRelation", PhoneNum=instance, NumberList=number, RouteType="0")
sys.stdout.write(json.dumps({"bound": bound, "listed": call("QueryVirtualNumberRelation", RouteType="0")}))
