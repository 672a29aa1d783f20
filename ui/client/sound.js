// Two soft tones, made here: no file has to be fetched.
const TONES = [
  [660, 0],
  [880, 0.12],
];
const LENGTH = 0.35;
const LOUDNESS = 0.15;

let context;

export function playTones() {
  context ??= new AudioContext();
  for (const [pitch, after] of TONES) playTone(pitch, context.currentTime + after);
}

function playTone(pitch, at) {
  const tone = new OscillatorNode(context, { frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + LENGTH);
}
