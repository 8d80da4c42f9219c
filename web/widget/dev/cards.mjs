// One of each thing that a bot can send, and some that nobody should.
const picture = (color, words) => {
  // A tiny BMP of one colour: data that needs no network. 2 by 2 pixels, stretched by the page.
  const [r, g, b] = color.match(/../g).map(pair => Number.parseInt(pair, 16));
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(70, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(2, 18);
  head.writeInt32LE(2, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const row = [b, g, r, b, g, r, 0, 0];
  return { url: `data:image/bmp;base64,${Buffer.concat([head, Buffer.from([...row, ...row])]).toString('base64')}`, alt: words };
};

const card = (kind, content) => ({ contentType: `application/vnd.microsoft.card.${kind}`, content });

export const booking = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', size: 'Medium', weight: 'Bolder', text: 'Book a repair', style: 'heading' },
    { type: 'TextBlock', text: 'We come **to you**. Read [our terms](https://contoso.example/terms) first. <b>No markup</b>', isSubtle: true },
    {
      type: 'ColumnSet',
      columns: [
        { type: 'Column', width: 'auto', items: [{ type: 'Image', size: 'Small', style: 'Person', ...picture('0f6cbd'), altText: 'Tent' }] },
        {
          type: 'Column',
          width: 'stretch',
          items: [
            { type: 'TextBlock', text: 'Tent “Skagen”' },
            { type: 'TextBlock', text: 'SO-1042', spacing: 'None', isSubtle: true },
          ],
        },
      ],
    },
    {
      type: 'FactSet',
      facts: [
        { title: 'Bought', value: '12 May 2026' },
        { title: 'Warranty', value: 'until May 2028' },
      ],
    },
    { type: 'Input.Text', id: 'name', label: 'Your name', isRequired: true, errorMessage: 'We need a name.', placeholder: 'Ada Lovelace' },
    { type: 'Input.Text', id: 'what', label: 'What is wrong?', isMultiline: true },
    { type: 'Input.Date', id: 'day', label: 'Which day?', value: '2026-12-01' },
    {
      type: 'Input.ChoiceSet',
      id: 'part',
      label: 'Part of the day',
      style: 'expanded',
      value: 'am',
      choices: [
        { title: 'Morning', value: 'am' },
        { title: 'Afternoon', value: 'pm' },
      ],
    },
    {
      type: 'Input.ChoiceSet',
      id: 'place',
      label: 'Where',
      value: 'home',
      choices: [
        { title: 'At home', value: 'home' },
        { title: 'In the shop', value: 'shop' },
      ],
    },
    { type: 'Input.Toggle', id: 'call', title: 'Call me before', valueOn: 'true', valueOff: 'false' },
    { type: 'TextBlock', id: 'more', isVisible: false, text: 'The first hour is free of charge.' },
  ],
  actions: [
    { type: 'Action.Submit', title: 'Book', style: 'positive', data: { action: 'book' } },
    { type: 'Action.ToggleVisibility', title: 'What does it cost?', targetElements: ['more'] },
    {
      type: 'Action.ShowCard',
      title: 'Leave a comment',
      card: {
        type: 'AdaptiveCard',
        body: [{ type: 'Input.Text', id: 'comment', label: 'Comment' }],
        actions: [{ type: 'Action.Submit', title: 'Send', data: { action: 'comment' } }],
      },
    },
    { type: 'Action.OpenUrl', title: 'Open the shop', url: 'https://contoso.example/shop' },
  ],
};

export const csat = {
  type: 'AdaptiveCard',
  version: '1.0',
  body: [
    { type: 'TextBlock', text: 'Great! Please rate your experience.', wrap: true },
    {
      type: 'ColumnSet',
      columns: [1, 2, 3, 4, 5].map(n => ({
        type: 'Column',
        items: [
          {
            type: 'Image',
            size: 'small',
            ...picture(['ad0f1c', 'c5531b', 'c5a01b', '6b9a1b', '0b6a0b'][n - 1]),
            altText: String(n),
            selectAction: { type: 'Action.Submit', title: `Rate ${n}`, data: { rate: String(n) } },
          },
        ],
      })),
    },
  ],
};

export const hero = card('hero', {
  title: 'Tent “Skagen”',
  subtitle: '2 persons, 2.1 kg',
  text: 'Stands **in a storm**. [More](https://contoso.example/skagen)',
  images: [picture('2f7d4f', 'A green tent')],
  buttons: [
    { type: 'imBack', title: 'Order it', value: 'Order Skagen' },
    { type: 'postBack', title: 'Compare', value: 'compare:skagen' },
    { type: 'messageBack', title: 'Ask', text: 'ask skagen', displayText: 'I have a question', value: { product: 'skagen' } },
    { type: 'openUrl', title: 'See it', value: 'https://contoso.example/skagen' },
    { type: 'call', title: 'Call us', value: '+49 30 1234' },
  ],
});

export const cards = {
  adaptive: [card('adaptive', booking)],
  csat: [card('adaptive', csat)],
  hero: [hero],
  thumbnail: [
    card('thumbnail', {
      title: 'Order SO-1042',
      subtitle: 'On its way',
      text: 'Arrives on Tuesday, before noon.',
      images: [picture('0f6cbd', 'A parcel')],
      buttons: [{ type: 'openUrl', title: 'Follow it', value: 'https://track.example/SO-1042' }],
    }),
  ],
  receipt: [
    card('receipt', {
      title: 'Receipt',
      facts: [
        { key: 'Order', value: 'SO-1042' },
        { key: 'Paid by', value: 'VISA 5555-****' },
      ],
      items: [
        { title: 'Tent “Skagen”', subtitle: 'green', price: '€ 349.00', quantity: '1', image: picture('2f7d4f') },
        { title: 'Camping stove', price: '€ 59.90', quantity: '2' },
      ],
      tax: '€ 74.81',
      total: '€ 468.80',
      buttons: [{ type: 'openUrl', title: 'Print', value: 'https://contoso.example/receipt' }],
    }),
  ],
  signin: [
    card('signin', {
      text: 'Sign in to see your orders.',
      buttons: [{ type: 'signin', title: 'Sign in', value: 'https://login.contoso.example/' }],
    }),
  ],
  video: [
    card('video', { title: 'How to pitch it', image: picture('444444', ''), media: [{ url: 'https://contoso.example/pitch.mp4' }] }),
    card('audio', { title: 'The sound of rain', media: [{ url: 'https://contoso.example/rain.mp3' }] }),
  ],
  files: [
    { contentType: 'image/png', contentUrl: picture('0f6cbd').url.replace('image/bmp', 'image/png'), name: 'Invoice as a picture' },
    { contentType: 'application/pdf', contentUrl: 'https://contoso.example/files/invoice-1042.pdf', name: 'invoice-1042.pdf' },
  ],
  huge: [
    card('adaptive', {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft 🏕️🎉👩‍👩‍👧', size: 'ExtraLarge', weight: 'Bolder' },
        { type: 'TextBlock', text: 'مرحبا، كيف يمكنني مساعدتك اليوم؟ Order SO-1042.' },
        {
          type: 'Table',
          columns: [{ width: 1 }, { width: 1 }, { width: 1 }],
          rows: Array.from({ length: 8 }, (_, row) => ({
            type: 'TableRow',
            cells: ['Tent', `SO-${1000 + row}`, '€ 349.00'].map(text => ({ type: 'TableCell', items: [{ type: 'TextBlock', text }] })),
          })),
        },
        { type: 'Container', style: 'attention', items: [{ type: 'TextBlock', text: 'Sold out', color: 'Attention' }] },
        { type: 'Container', style: 'good', items: [{ type: 'TextBlock', text: 'In stock', color: 'Good' }] },
        { type: 'Container', style: 'warning', items: [{ type: 'TextBlock', text: 'Last one', color: 'Warning' }] },
        { type: 'Container', style: 'emphasis', items: [{ type: 'TextBlock', text: 'A quiet word', isSubtle: true }] },
        { type: 'TextBlock', text: 'And on it goes. '.repeat(250) },
        { type: 'Media', altText: 'A film', poster: picture('444444').url, sources: [{ url: 'https://contoso.example/film.mp4', mimeType: 'video/mp4' }] },
      ],
      actions: Array.from({ length: 8 }, (_, at) => ({ type: 'Action.Submit', title: `A choice with a long name, number ${at + 1}`, data: { at } })),
    }),
  ],
  unsafe: [
    { contentType: 'text/html', contentUrl: 'javascript:alert(1)', name: 'click me' },
    card('hero', {
      title: '<img src=x onerror=alert(1)>',
      images: [{ url: 'http://insecure.example/x.png' }, { url: 'javascript:alert(1)' }, { url: 'data:image/svg+xml;base64,PHN2Zz4=' }],
      buttons: [{ type: 'openUrl', title: 'A trap', value: 'javascript:alert(1)' }],
    }),
    card('adaptive', {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: '[trap](javascript:alert(1)) <script>alert(1)</script><img src=x onerror=alert(1)>' },
        { type: 'Image', url: 'javascript:alert(1)', altText: 'a picture that is none' },
        { type: 'Hologram', text: 'A hologram' },
      ],
      actions: [{ type: 'Action.OpenUrl', title: 'Trap', url: 'javascript:alert(1)' }],
    }),
    { contentType: 'application/vnd.contoso.hologram', content: { depth: 3 } },
    card('adaptive', 'not a card'),
  ],
};

export const carousel = ['2f7d4f', '0f6cbd', '8a3707', '5c2e91'].map((color, at) =>
  card('hero', {
    title: ['Skagen', 'Lofoten', 'Sahara', 'Himalaya'][at],
    subtitle: `${at + 1} persons`,
    text: at === 2 ? 'For the heat: it breathes on all sides, and its floor comes off.' : undefined,
    images: [picture(color, 'A tent')],
    buttons: [{ type: 'imBack', title: 'Take this one', value: `Take number ${at + 1}` }],
  }),
);

export const actions = [
  { type: 'imBack', title: 'Tents', value: 'Show me tents' },
  { type: 'postBack', title: 'Later', value: { remind: true } },
  { type: 'messageBack', title: 'Ask a person', text: 'agent', displayText: 'I’d like a person' },
  { type: 'openUrl', title: 'Our shop', value: 'https://contoso.example' },
  { type: 'call', title: 'Call', value: 'tel:+49301234' },
];
