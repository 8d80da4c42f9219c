// The peer: npm's offline Direct Line service, as its README starts it. node hub.cjs PORT BOT_PORT
console.log = () => {};   // it logs every conversation
const express = require('express');
const { initializeRoutes } = require('offline-directline');

const [port, botPort] = process.argv.slice(2).map(Number);
initializeRoutes(express(), port, `http://127.0.0.1:${botPort}/api/messages`);
