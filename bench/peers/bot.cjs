// The least of a bot: answers every message with another one, by the address that came with it. node bot.cjs PORT
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

function reply(activity, done) {
  const body = JSON.stringify({ type: 'message', text: `Echo: ${activity.text}`, replyToId: activity.id });
  const to = new URL(`/v3/conversations/${activity.conversation.id}/activities/${activity.id}`, activity.serviceUrl);
  const request = http.request(to, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, answer => {
    answer.resume();
    answer.on('end', done);
  });
  request.on('error', done);
  request.end(body);
}

http.createServer((request, answer) => {
  let text = '';
  request.on('data', part => { text += part; });
  request.on('end', () => {
    const activity = JSON.parse(text);
    const done = () => answer.writeHead(200).end();
    if (activity.type === 'message') reply(activity, done);
    else done();
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
