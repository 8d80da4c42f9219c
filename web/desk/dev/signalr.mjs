// The JSON protocol of SignalR over WebSocket, as much as the desk speaks: handshake, invocations, completions, pings.
import { randomUUID } from 'node:crypto'
import { WebSocketServer } from 'ws'

const end = '\u001e'
const pingMs = 10_000

export class LiveDoor {
  sockets = new Set()
  constructor(methods) {
    this.methods = methods
    this.server = new WebSocketServer({ noServer: true })
    setInterval(() => this.broadcast({ type: 6 }), pingMs).unref()
  }

  negotiate() {
    const id = randomUUID()
    return {
      negotiateVersion: 1,
      connectionId: id,
      connectionToken: id,
      availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }],
    }
  }

  upgrade(request, socket, head) {
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.join(webSocket))
  }

  join(socket) {
    let rest = ''
    socket.on('message', (data) => {
      const frames = (rest + data).split(end)
      rest = frames.pop()
      for (const frame of frames) this.hear(socket, JSON.parse(frame))
    })
    socket.on('close', () => this.sockets.delete(socket))
  }

  hear(socket, message) {
    if (message.protocol) {
      socket.send('{}' + end)
      this.sockets.add(socket)
    }
    if (message.type !== 1) return
    try {
      const result = this.methods[message.target]?.(...message.arguments)
      if (message.invocationId) socket.send(JSON.stringify({ type: 3, invocationId: message.invocationId, result: result ?? null }) + end)
    } catch (error) {
      socket.send(JSON.stringify({ type: 3, invocationId: message.invocationId, error: error.message }) + end)
    }
  }

  call(target, ...args) {
    this.broadcast({ type: 1, target, arguments: args })
  }

  broadcast(message) {
    for (const socket of this.sockets) socket.send(JSON.stringify(message) + end)
  }

  drop() {
    for (const socket of this.sockets) socket.terminate()
  }
}
