import { Button, Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { AddRegular, ArrowLeftRegular, ArrowUploadRegular, SearchRegular } from '@fluentui/react-icons'
import { useRef, useState, type FormEvent } from 'react'
import { get, post, problemFrom, put, remove } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { openSetup } from '../../../look/place'
import { Time } from '../../../look/Time'
import { load, useLoaded } from '../../loaded'
import { Empty, Head, Part, Standing, TableBox, Trouble, Waiting } from '../../parts'
import type { BotSetting } from '../../wire'
import { foundWords } from './embedding'
import { HowFound } from './HowFound'
import styles from './Knowledge.module.css'
import { filesMax, upload, type Upload } from './uploading'
import type { Article, FoundPassage } from './wire'

const languages = { en: 'English', de: 'German', fr: 'French', es: 'Spanish', it: 'Italian', pt: 'Portuguese', nl: 'Dutch', da: 'Danish', sv: 'Swedish', nb: 'Norwegian', fi: 'Finnish' }
const sources: Record<Article['source'], string> = { typed: 'typed here', markdown: 'Markdown', text: 'text', html: 'HTML', pdf: 'PDF' }

/** What a bot may know beyond the CRM: articles, typed or uploaded, and a search in them as the bot searches. */
export default function KnowledgePage({ id, canChange }: { id: string; canChange: boolean }) {
  const list = `/bots/${id}/articles?limit=200`
  const { value: articles, problem } = useLoaded<Article[]>(list)
  const { value: bots } = useLoaded<BotSetting[]>('/bots?limit=200')
  const [open, setOpen] = useState<string>()
  const bot = bots?.find((one) => one.id === id)
  const close = (): void => setOpen(undefined)

  const takeAway = async (article: Article): Promise<void> => {
    try {
      const { text = '' } = await get<Article>(`/bots/${id}/articles/${article.id}`)
      await remove(`/bots/${id}/articles/${article.id}`)
      close()
      await load(list)
      const { title, url, language, isShared } = article
      const again = { title, text, url, language, isShared }
      tell(`“${title}” is gone.`, { label: 'Undo', run: () => void post(`/bots/${id}/articles`, again).then(() => load(list)) })
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
  }

  return (
    <>
      <Button className={styles.back!} appearance="subtle" icon={<ArrowLeftRegular />} onClick={() => openSetup(bot?.kind === 'ai' ? `bots/${id}/ai` : 'bots')}>
        {bot?.kind === 'ai' ? bot.name : 'All bots'}
      </Button>
      <Head name={bot ? `${bot.name}: knowledge` : 'Knowledge'} purpose="Articles are what a bot may know beyond the CRM. It answers from them, says which one, and says so where none knows.">
        {articles && <Standing tone={articles.length > 0 ? 'well' : 'off'}>{told(articles)}</Standing>}
        {articles && <HowFound bot={id} passages={articles.reduce((sum, one) => sum + one.passages, 0)} />}
      </Head>
      {problem && <Trouble problem={problem} again={() => void load(list)} />}
      {!articles && !problem && <Waiting>Reading the articles</Waiting>}
      {articles && canChange && <Adding bot={id} isOpen={open === 'new'} openNew={() => setOpen('new')} done={() => load(list)} />}
      {open === 'new' && (
        <Part title="New article">
          <ArticleForm bot={id} canChange={canChange} done={() => void load(list).then(close)} leave={close} />
        </Part>
      )}
      {articles?.length === 0 && open !== 'new' && (
        <Empty title="No article yet">
          <p>Write the first one, or upload what you have: Markdown, text, web pages, PDF.</p>
        </Empty>
      )}
      {articles && articles.length > 0 && (
        <TableBox label="Articles">
          <table>
            <thead>
              <tr>
                <th scope="col">Article</th>
                <th scope="col">Language</th>
                <th scope="col">From</th>
                <th scope="col">Passages</th>
                <th scope="col">Changed</th>
              </tr>
            </thead>
            <tbody>
              {articles.map((article) => (
                <tr key={article.id} data-open={article.id === open}>
                  <th scope="row">
                    <button type="button" className={styles.name} aria-expanded={article.id === open} onClick={() => setOpen(article.id === open ? undefined : article.id)}>
                      <bdi>{article.title}</bdi>
                    </button>
                    {article.isShared && ' (all bots)'}
                  </th>
                  <td>{languages[article.language as keyof typeof languages] ?? article.language}</td>
                  <td>{sources[article.source]}</td>
                  <td>{article.passages}</td>
                  <td>
                    <Time at={article.changedAt} /> {article.changedBy && `by ${article.changedBy}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      {articles?.filter((article) => article.id === open).map((article) => (
        <Part
          key={article.id}
          title={article.title}
          aside={
            canChange && (
              <Button size="small" onClick={() => void takeAway(article)}>
                Remove
              </Button>
            )
          }
        >
          <Opened bot={id} article={article} canChange={canChange} done={() => void load(list).then(close)} leave={close} />
        </Part>
      ))}
      {articles && articles.length > 0 && (
        <div className={styles.try}>
          <Search bot={id} />
        </div>
      )}
    </>
  )
}

function told(articles: readonly Article[]): string {
  if (articles.length === 0) return 'It knows what the CRM says, and nothing else.'
  const passages = articles.reduce((sum, one) => sum + one.passages, 0)
  return `${articles.length === 1 ? 'One article' : `${articles.length} articles`}, ${passages === 1 ? 'one passage' : `${passages.toLocaleString('en')} passages`}.`
}

/** The ways to more articles: writing one, or files. */
function Adding({ bot, isOpen, openNew, done }: { bot: string; isOpen: boolean; openNew: () => void; done: () => Promise<void> }) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const [language, setLanguage] = useState('en')
  const [isShared, setShared] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const isSending = uploads.some(({ is }) => is === 'waiting' || is === 'sending')
  const finished = uploads.filter(({ is }) => is === 'done' || is === 'refused').length

  const send = async (files: File[]): Promise<void> => {
    if (files.length > filesMax) tellProblem(`At most ${filesMax} files at once.`)
    else await upload(bot, files, language, isShared, setUploads)
    await done()
  }

  return (
    <>
      <div className={styles.row}>
        {!isOpen && (
          <Button icon={<AddRegular />} onClick={openNew}>
            Write an article
          </Button>
        )}
        <Button icon={<ArrowUploadRegular />} disabledFocusable={isSending} onClick={() => !isSending && picker.current?.click()}>
          {isSending ? `Uploading, ${finished} of ${uploads.length}` : 'Upload files'}
        </Button>
        <Field label="Language of the files">
          <LanguageSelect value={language} change={setLanguage} canChange />
        </Field>
        <Checkbox label="For all bots" checked={isShared} onChange={(_, { checked }) => setShared(checked === true)} />
        <input
          ref={picker}
          type="file"
          multiple
          tabIndex={-1}
          aria-hidden
          className={styles.hidden}
          accept=".md,.markdown,.txt,.html,.htm,.pdf"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])]
            target.value = ''
            if (files.length > 0) void send(files)
          }}
        />
      </div>
      <ul className={styles.uploads} aria-live="polite" aria-label="Uploads">
        {uploads.map(({ name, is, why }, n) => (
          <li key={n} data-is={is}>
            <bdi>{name}</bdi>: {is === 'waiting' ? 'waits' : is === 'sending' ? 'is read…' : is === 'done' ? 'is an article now.' : why}
          </li>
        ))}
      </ul>
    </>
  )
}

function LanguageSelect({ value, change, canChange }: { value: string; change: (language: string) => void; canChange: boolean }) {
  return (
    <Select value={value} disabled={!canChange} onChange={(_, { value: chosen }) => change(chosen)}>
      {!(value in languages) && <option value={value}>{value}</option>}
      {Object.entries(languages).map(([code, name]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  )
}

interface FormProps {
  bot: string
  canChange: boolean
  done: () => void
  leave: () => void
}

function Opened({ article, ...rest }: FormProps & { article: Article }) {
  const path = `/bots/${rest.bot}/articles/${article.id}`
  const { value: whole, problem } = useLoaded<Article>(path)
  if (problem) return <Trouble problem={problem} again={() => void load(path)} />
  if (!whole) return <Waiting>Reading it</Waiting>
  return <ArticleForm key={whole.revision} article={whole} {...rest} />
}

function ArticleForm({ bot, article, canChange, done, leave }: FormProps & { article?: Article }) {
  const [title, setTitle] = useState(article?.title ?? '')
  const [text, setText] = useState(article?.text ?? '')
  const [url, setUrl] = useState(article?.url ?? '')
  const [language, setLanguage] = useState(article?.language ?? 'en')
  const [isShared, setShared] = useState(article?.isShared ?? false)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const isUrlWrong = url.trim() !== '' && !/^https?:\/\/\S+$/.test(url.trim())
  const canSave = title.trim() !== '' && text.trim() !== '' && !isUrlWrong && !isSaving

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!canSave) return
    setSaving(true)
    setRefused(undefined)
    try {
      const given = { title: title.trim(), text, url: url.trim() || undefined, language, isShared, revision: article?.revision }
      if (article) await put(`/bots/${bot}/articles/${article.id}`, given)
      else await post(`/bots/${bot}/articles`, given)
      tell(`“${title.trim()}” is kept. It is found from now on.`)
      done()
    } catch (error) {
      setRefused(problemFrom(error).message)
    }
    setSaving(false)
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
      <Field label="Title" required>
        <Input value={title} maxLength={200} readOnly={!canChange} autoFocus={!article} onChange={(_, { value }) => setTitle(value)} />
      </Field>
      <Field label="Text" hint="Markdown; headings help to find the right passage." required>
        <Textarea rows={12} resize="vertical" value={text} maxLength={500000} readOnly={!canChange} onChange={(_, { value }) => setText(value)} />
      </Field>
      <Field label="Source" hint="Where visitors can read it; the bot links to it." {...(isUrlWrong && { validationMessage: 'An address such as https://www.contoso.example/returns', validationState: 'error' })}>
        <Input type="url" value={url} readOnly={!canChange} onChange={(_, { value }) => setUrl(value)} />
      </Field>
      <div className={styles.row}>
        <Field label="Language">
          <LanguageSelect value={language} change={setLanguage} canChange={canChange} />
        </Field>
        <Checkbox label="For all bots" checked={isShared} disabled={!canChange} onChange={(_, { checked }) => setShared(checked === true)} />
      </div>
      {refused && <p role="alert">{refused}</p>}
      {canChange && (
        <div className={styles.deeds}>
          <Button type="submit" appearance="primary" disabledFocusable={!canSave}>
            {isSaving ? 'Saving…' : article ? 'Save' : 'Keep the article'}
          </Button>
          <Button onClick={leave}>Leave it</Button>
        </div>
      )}
    </form>
  )
}

/** A question, and what the bot would be given to answer it from. */
function Search({ bot }: { bot: string }) {
  const [question, setQuestion] = useState('')
  const [found, setFound] = useState<FoundPassage[]>()
  const [isAsking, setAsking] = useState(false)

  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (question.trim() === '' || isAsking) return
    setAsking(true)
    try {
      setFound(await get<FoundPassage[]>(`/bots/${bot}/articles/search?q=${encodeURIComponent(question.trim())}`))
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setAsking(false)
  }

  return (
    <Part title="Try a question">
      <form className={styles.row} onSubmit={(event) => void ask(event)}>
        <Field className={styles.question} label="What a visitor may ask">
          <Input value={question} maxLength={1000} onChange={(_, { value }) => setQuestion(value)} />
        </Field>
        <Button type="submit" icon={<SearchRegular />} disabledFocusable={question.trim() === '' || isAsking}>
          {isAsking ? 'Looking…' : 'Look it up'}
        </Button>
      </form>
      {found && (
        <div role="status">
          {found.length === 0 ? (
            <p>No article says enough about that: the bot would say that it does not know.</p>
          ) : (
            <ol className={styles.found}>
              {found.slice(0, 5).map((one, n) => (
                <li key={n}>
                  <h4>
                    <bdi>{one.title}</bdi>
                    {one.heading && ` › ${one.heading}`}
                  </h4>
                  <small>Found {foundWords[one.foundBy]}.</small>
                  <p>{one.text}</p>
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </Part>
  )
}
