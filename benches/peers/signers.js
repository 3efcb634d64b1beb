// The signers of npm. The first line of input is what they sign: a secret, and sets of parameters.
// Each further line names a signer and a set; the answer is nanoseconds, and the signature.
'use strict';

const readline = require('readline');
const { createRequire } = require('module');

const require_installed = createRequire(process.argv[2] + '/');
const topsdk = require_installed('topsdk/util/sign');
const TopClient = require_installed('node-taobao-topclient').default;

const PORTIONS = 10;
const PORTION = 2_000_000n;

let secret, sets, signers;

function slice(sign, params) {
  const times = [];
  for (let portion = 0; portion < PORTIONS; portion++) {
    const start = process.hrtime.bigint();
    let calls = 0;
    let elapsed;
    do {
      for (let call = 0; call < 16; call++) sign(params);
      calls += 16;
      elapsed = process.hrtime.bigint() - start;
    } while (elapsed < PORTION);
    times.push(Number(elapsed) / calls);
  }
  times.sort((left, right) => left - right);
  return times[PORTIONS >> 2];
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  if (sets === undefined) {
    ({ secret, sets } = JSON.parse(line));
    const client = new TopClient({ appkey: '12345678', appsecret: secret });
    signers = [(params) => topsdk(secret, params), (params) => client.sign(params)];
    return;
  }
  const [signer, set] = line.split(' ').map(Number);
  const [sign, params] = [signers[signer], sets[set]];
  process.stdout.write(`${slice(sign, params)} ${sign(params)}\n`);
});
