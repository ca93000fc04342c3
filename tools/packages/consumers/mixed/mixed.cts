import core = require('@culvert/core');
import contracts = require('@culvert/core/contract');
import kit = require('@culvert/transport-kit');
import node = require('@culvert/transport-node');
import webview = require('@culvert/transport-web/webview');

const contract = contracts.defineContract({
  double: contracts.call<number, number>(),
  ticks: contracts.stream<number, number>(),
});
const main = core.createMain();
const renderer = core.createRenderer(node.parentTransport());
const api = contracts.wrap(renderer, contract);

export = {
  api,
  channel: main.channel<string>('log'),
  contract,
  error: null! as core.CulvertError,
  frame: null! as webview.CulvertWebview,
  main,
  signal: null! as kit.SharedSignal,
  renderer,
};
