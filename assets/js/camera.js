// Takes a picture: with a phone's own camera app, or in a dialog with a computer's camera.
import { Icon } from '/assets/js/icons.js';

const NO_CAMERA = 'No camera can be used here. Allow it in the browser, or attach an image instead.';
const WIDE = { width: { ideal: 2048 }, height: { ideal: 2048 }, facingMode: 'environment' };

export const Camera = {
  components: { Icon },
  emits: ['taken', 'refused'],
  data: () => ({ stream: null, picture: null, preview: null }),
  unmounted() {
    this.stop();
  },
  methods: {
    async open() {
      if (matchMedia('(pointer: coarse)').matches) {
        this.$refs.app.click();
        return;
      }
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ video: WIDE });
      } catch {
        this.$emit('refused', NO_CAMERA); // none there, not allowed, or no https
        return;
      }
      this.$refs.dialog.showModal();
      this.$refs.live.srcObject = this.stream;
    },
    chosen({ target }) {
      if (target.files.length) this.$emit('taken', [...target.files]);
      target.value = '';
    },
    take() {
      const { live } = this.$refs;
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: live.videoWidth, height: live.videoHeight });
      canvas.getContext('2d').drawImage(live, 0, 0);
      canvas.toBlob((blob) => {
        this.picture = new File([blob], 'picture.jpg', { type: 'image/jpeg' });
        this.preview = URL.createObjectURL(blob);
      }, 'image/jpeg', 0.95);
    },
    retake() {
      URL.revokeObjectURL(this.preview);
      Object.assign(this, { picture: null, preview: null });
    },
    use() {
      this.$emit('taken', [this.picture]);
      this.$refs.dialog.close();
    },
    // However the dialog was left, the camera's light goes out.
    stop() {
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
      this.retake();
    },
  },
  template: `
    <button type="button" class="icon-button" aria-label="Take picture" @click="open">
      <icon name="camera"></icon></button>
    <input ref="app" type="file" hidden accept="image/*" capture="environment"
      data-testid="camera-app" @change="chosen">
    <dialog ref="dialog" class="camera" aria-label="Take picture" @close="stop">
      <video v-show="!picture" ref="live" autoplay muted playsinline></video>
      <img v-if="picture" :src="preview" alt="The picture you took">
      <div class="camera-buttons">
        <button type="button" class="icon-button" aria-label="Close" @click="$refs.dialog.close()">
          <icon name="close"></icon></button>
        <template v-if="picture">
          <button type="button" class="button is-secondary" @click="retake">Retake</button>
          <button type="button" class="button" @click="use">Use picture</button>
        </template>
        <button v-else type="button" class="button" :disabled="!stream" @click="take">Take</button>
      </div>
    </dialog>`,
};
