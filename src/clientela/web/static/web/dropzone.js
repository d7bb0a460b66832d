// The place where a file is dropped: it sends the form as soon as a file is chosen, and says that it does.
document.addEventListener('alpine:init', () => {
  Alpine.data('dropzone', () => ({
    over: false,
    sending: false,
    name: '',
    enter() { this.over = true; },
    leave() { this.over = false; },
    drop(event) {
      this.over = false;
      if (!event.dataTransfer.files.length) return;
      this.$refs.file.files = event.dataTransfer.files;
      this.send();
    },
    send() {
      const [file] = this.$refs.file.files;
      if (!file) return;
      this.name = file.name;
      this.sending = true;
      this.$root.requestSubmit();
    },
  }));
});
