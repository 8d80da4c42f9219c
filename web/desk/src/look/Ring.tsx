import styles from './Ring.module.css'

/** A ring that empties, with what is left written in it. */
export function Ring({ part, children, size = 44 }: { part: number; children: string; size?: number }) {
  const radius = size / 2 - 3
  const round = 2 * Math.PI * radius
  return (
    <span className={styles.ring} data-short={part < 0.25} style={{ inlineSize: size, blockSize: size }}>
      <svg viewBox={`0 0 ${size} ${size}`} aria-hidden>
        <circle cx={size / 2} cy={size / 2} r={radius} className={styles.track} />
        <circle
          cx={size / 2}
          cy={size / 2}
          r={radius}
          className={styles.left}
          strokeDasharray={round}
          strokeDashoffset={round * (1 - Math.max(0, Math.min(1, part)))}
        />
      </svg>
      <span className={styles.text}>{children}</span>
    </span>
  )
}
