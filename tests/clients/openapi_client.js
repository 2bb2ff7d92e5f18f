// Node's present client, which signs with V3. Run as a process: ENDPOINT NUMBER INSTANCE.
const {default: Client, Config, OpenApiRequest, Params} = require('@alicloud/openapi-client');
const {RuntimeOptions} = require('@alicloud/tea-util');
const [endpoint, number, instance] = process.argv.slice(2);
const client = new Client(new Config({
  accessKeyId: 'testid', accessKeySecret: 'testsecret', endpoint, protocol: 'http',
}));
const call = async (action, query) => (await client.callApi(
  new Params({
    action, version: '2017-05-25', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json',
  }),
  new OpenApiRequest({query}),
  new RuntimeOptions({}),
)).body;
(async () => {
  const bound = await call('AddVirtualNumberRelation', {PhoneNum: instance, NumberList: number, RouteType: '0'});
  const listed = await call('QueryVirtualNumberRelation', {RouteType: '0'});
  process.stdout.write(JSON.stringify({bound, listed}));
})();
