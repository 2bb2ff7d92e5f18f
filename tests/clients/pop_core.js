// Node's older client, which signs with V2 (HMAC-SHA1). Run as a process: ENDPOINT NUMBER INSTANCE.
const Core = require('@alicloud/pop-core');
const [endpoint, number, instance] = process.argv.slice(2);
const client = new Core({
  accessKeyId: 'testid', accessKeySecret: 'testsecret', endpoint: `http://${endpoint}`, apiVersion: '2017-05-25',
});
const call = (action, fields) => client.request(action, fields, {method: 'POST'});
(async () => {
  const bound = await call('AddVirtualNumberRelation', {PhoneNum: instance, NumberList: number, RouteType: '0'});
  const listed = await call('QueryVirtualNumberRelation', {RouteType: '0'});
  process.stdout.write(JSON.stringify({bound, listed}));
})();
