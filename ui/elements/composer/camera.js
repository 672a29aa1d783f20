// Takes a picture: with a phone's own camera app, or in a dialog with a computer's camera.
import { Icon } from '../../client/icons.js';
import { say } from '../../client/toasts.js';

const WIDE = { width: { ideal: 2048 }, height: { ideal: 1536 }, facingMode: 'environment' };
const NOT_ALLOWED =
  'The camera is blocked. Allow it for this page in the browser, or attach an image instead.';
const NO_CAMERA = 'No camera could be used here. Attach an image instead.';

export const Camera = {
  components: { Icon },
  emits: ['taken'],
  data: () => ({ stream: null, picture: null, preview: null, isReady: false }),
  unmounted() {
    this.stop();
  },
  methods: {
    open() {
      if (matchMedia('(pointer: coarse)').matches) this.askPhone();
      else this.openDialog();
    },
    // Kept until it answers: Safari forgets an input that nobody holds.
    askPhone() {
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', accept: 'image/*' });
      input.setAttribute('capture', 'environment');
      input.onchange = () => input.files[0] && this.$emit('taken', input.files[0]);
      this.input = input;
      input.click();
    },
    async openDialog() {
      const { dialog } = this.$refs;
      dialog.showModal();
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: WIDE });
        this.stream = stream;
        if (!dialog.open)
          this.stop(); // nobody waited for it
        else this.$refs.live.srcObject = stream;
      } catch ({ name }) {
        dialog.close();
        say(name === 'NotAllowedError' ? NOT_ALLOWED : NO_CAMERA); // none there, or no https
      }
    },
    take() {
      const { live } = this.$refs;
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: live.videoWidth, height: live.videoHeight });
      canvas.getContext('2d').drawImage(live, 0, 0);
      canvas.toBlob(
        (blob) => {
          this.picture = new File([blob], 'picture.jpg', { type: 'image/jpeg' });
          this.preview = URL.createObjectURL(blob);
          this.$nextTick(() => this.$refs.use.focus());
        },
        'image/jpeg',
        0.95,
      );
    },
    retake() {
      this.forget();
      this.$nextTick(() => this.$refs.take.focus());
    },
    use() {
      this.$emit('taken', this.picture);
      this.$refs.dialog.close();
    },
    forget() {
      URL.revokeObjectURL(this.preview);
      Object.assign(this, { picture: null, preview: null });
    },
    // However the dialog was left, the camera's light goes out.
    stop() {
      this.stream?.getTracks().forEach((track) => track.stop());
      Object.assign(this, { stream: null, isReady: false });
      this.forget();
    },
  },
  template: `
    <button type="button" class="icon-button" aria-label="Take picture" title="Take picture"
      @click="open"><icon name="camera"></icon></button>
    <dialog ref="dialog" class="camera" aria-label="Take a picture" @close="stop" @keydown.esc.stop>
      <div class="camera-stage">
        <video v-show="!picture" ref="live" autoplay muted playsinline
          @loadeddata="isReady = true"></video>
        <img v-if="picture" :src="preview" alt="The picture you took">
        <p v-if="!isReady" role="status">Starting the camera…</p>
      </div>
      <div class="camera-buttons">
        <button type="button" class="icon-button" aria-label="Close" @click="$refs.dialog.close()">
          <icon name="close"></icon></button>
        <template v-if="picture">
          <button type="button" class="button is-secondary" @click="retake">Retake</button>
          <button ref="use" type="button" class="button" @click="use">Use picture</button>
        </template>
        <button v-else ref="take" type="button" class="button" :disabled="!isReady" @click="take"
          >Take</button>
      </div>
    </dialog>`,
};
