process.env.BATON_URL='http://127.0.0.1:5393'; process.env.BATON_PASSWORD='demo-demo-demo-1'
const { chromium } = require('playwright-core')
const P='/tmp/b6/pages/pics/', hub=process.env.BATON_URL
;(async()=>{
  const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--no-first-run']})
  const p=await (await b.newContext({viewport:{width:1440,height:900},reducedMotion:'reduce',bypassCSP:true})).newPage(); p.setDefaultTimeout(90000)
  await p.goto(hub+'/desk'); await p.getByLabel(/e-?mail/i).fill('admin@contoso.example'); await p.getByLabel(/password/i).fill(process.env.BATON_PASSWORD); await p.keyboard.press('Enter')
  await p.getByRole('tab',{name:/mine/i}).first().waitFor()
  const shot=async(n,h=1500)=>{ await p.setViewportSize({width:1440,height:h}); await p.waitForTimeout(500); await p.screenshot({path:P+n+'-wide.png'}); await p.setViewportSize({width:320,height:h}); await p.waitForTimeout(500); await p.screenshot({path:P+n+'-320.png'}); await p.setViewportSize({width:1440,height:h}); await p.emulateMedia({colorScheme:'dark'}); await p.waitForTimeout(300); await p.screenshot({path:P+n+'-dark.png'}); await p.emulateMedia({colorScheme:'light'}) }
  const go=async(path,wait)=>{ await p.goto(hub+'/desk/'+path); if(wait) await p.getByText(wait).first().waitFor() ; await p.waitForTimeout(800)}
  const demo='0192de00-0000-7000-8000-000000000005'
  const step={
    bots:async()=>{await go('setup/bots','New bot');await shot('bots',900)},
    kinds:async()=>{await go('setup/bots/new','Leave it');await shot('kinds',900)},
    forms:async()=>{for(const k of ['Topics','Azure bot','Direct Line','Copilot']){await go('setup/bots/new','Leave it');const btn=p.locator('#setup').getByRole('button',{name:new RegExp('^'+k)}).first();if(!await btn.count()){console.log('no kind',k);continue}await btn.click();await p.waitForTimeout(500);await shot('form-'+k.replace(' ',''),1700)}},
    tabs:async()=>{await go('setup/bots/'+process.argv[3]); const tabs=await p.locator('#setup').getByRole('tab').allInnerTexts();console.log(tabs);for(const t of tabs){await p.locator('#setup').getByRole('tab',{name:t}).click();await p.waitForTimeout(700);await shot('tab-'+t.replace(/\W/g,''),1500)}},
    report:async()=>{await go('reports/'+demo,'Over time');await shot('report',2600)},
    reports:async()=>{await go('reports','Left unanswered');await shot('reports',700)},
    wizard:async()=>{await go('setup/bots/new/ai');await shot('wizard',1100)},
  }
  for(const s of process.argv[2].split(',')) await step[s]().catch(e=>console.log(s,String(e).slice(0,300)))
  await b.close()
})()
