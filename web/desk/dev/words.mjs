// Scripted people and words for the mock.

export const visitors = [
  ['Adele Vance', 'adele.vance@contoso.example', 'Contoso', true],
  ['Diego Siciliani', 'diego.s@fabrikam.example', 'Fabrikam', false],
  ['Lidia Holloway', 'lidia@northwind.example', 'Northwind Traders', false],
  ['Grady Archie', 'grady@adatum.example', 'Adatum', false],
  ['Nestor Wilke', 'nestor@contoso.example', 'Contoso', false],
  ['Miriam Graham', 'miriam@tailspin.example', 'Tailspin Toys', true],
  ['Pradeep Gupta', 'pradeep@wingtip.example', 'Wingtip', false],
  ['Isaiah Langer', 'isaiah@litware.example', 'Litware', false],
]

export const asks = [
  'Hello, I was charged twice for order 10482.',
  'The coffee machine arrived with a broken tank, what now?',
  'Can I change the delivery address? We moved last week.',
  'Where is my refund? It was promised for Tuesday.',
  'Is the extended warranty valid in Norway as well?',
  'I can’t log in since the update. The code never arrives.',
]

export const answers = [
  'Thank you for telling me. I can see both charges; the second one is a duplicate and goes back to your card today.',
  'Sorry about that! I have ordered a **new tank** for you. It leaves our warehouse tomorrow:\n\n1. Keep the machine\n2. Recycle the broken tank\n3. Nothing to pay\n\nMore at [our returns page](https://contoso.example/returns).',
  'Of course. What is the new address?',
  'I’ve asked billing. They say it was sent on Monday, so it should be with you by tomorrow evening.',
]

export const long =
  'A customer who writes a very great deal about what went wrong, from the first call to the last, and everything in between. '
    .repeat(34)
    .slice(0, 4000)
export const longName = 'Wolfeschlegelsteinhausenbergerdorff-Montgomery von Hohenzollern'.slice(0, 60)
export const arabic = 'مرحبًا، تم خصم المبلغ مرتين من بطاقتي ولم أتلقَّ أي رد حتى الآن. هل يمكنكم مساعدتي من فضلكم؟'
export const emoji = '🎉🎉 It works now!! 👩🏽‍💻👨‍👩‍👧‍👦 thank you so much ❤️‍🔥'
