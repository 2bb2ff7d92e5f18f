"""The provider's Python SDK of any age: binds a number, lists what is bound: `ENDPOINT NUMBER INSTANCE`."""

import json
import sys

from alibabacloud_dyvmsapi20170525 import models
from alibabacloud_dyvmsapi20170525.client import Client
from alibabacloud_tea_openapi.models import Config

endpoint, number, instance = sys.argv[1:]
client = Client(
    Config(access_key_id="testid", access_key_secret="testsecret", endpoint=endpoint, protocol="http")
)
request = models.AddVirtualNumberRelationRequest(phone_num=instance, number_list=number, route_type=0)
bound = client.add_virtual_number_relation(request).body.to_map()
listed = client.query_virtual_number_relation(models.QueryVirtualNumberRelationRequest(route_type=0)).body
sys.stdout.write(json.dumps({"bound": bound, "listed": listed.to_map()}))
