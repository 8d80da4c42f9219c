import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import './look/look.css'

createRoot(document.getElementById('desk')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
