"""The older SDK of the product: its request classes on the core SDK. Run as a process: ENDPOINT NUMBER INSTANCE."""

import json
import sys

from aliyunsdkcore.client import AcsClient
from aliyunsdkdyvmsapi.request.v20170525 import AddVirtualNumberRelationRequest as add
from aliyunsdkdyvmsapi.request.v20170525 import QueryVirtualNumberRelationRequest as query

endpoint, number, instance = sys.argv[1:]
client = AcsClient("testid", "testsecret", "cn-hangzhou")


def call(request):
    request.set_endpoint(endpoint)
    request.set_protocol_type("http")
    request.set_accept_format("JSON")
    return json.loads(client.do_action_with_exception(request))


bind = add.AddVirtualNumberRelationRequest()
bind.set_PhoneNum(instance)
bind.set_NumberList(number)
bind.set_RouteType(0)
listing = query.QueryVirtualNumberRelationRequest()
listing.set_RouteType(0)
sys.stdout.write(json.dumps({"bound": call(bind), "listed": call(listing)}))
