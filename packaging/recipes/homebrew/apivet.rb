# Formula of the tap apivet/homebrew-tap: `brew install apivet/tap/apivet`.
class Apivet < Formula
  desc "Design-time policy for HTTP APIs: lints and compares OpenAPI descriptions"
  homepage "https://github.com/apivet/apivet"
  version "@version@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/apivet/apivet/releases/download/v@version@/apivet-@version@-aarch64-apple-darwin.tar.gz"
      sha256 "@sha256:aarch64-apple-darwin@"
    end
    on_intel do
      url "https://github.com/apivet/apivet/releases/download/v@version@/apivet-@version@-x86_64-apple-darwin.tar.gz"
      sha256 "@sha256:x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/apivet/apivet/releases/download/v@version@/apivet-@version@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "https://github.com/apivet/apivet/releases/download/v@version@/apivet-@version@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "apivet"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/apivet.bash" => "apivet"
    zsh_completion.install "completions/_apivet"
    fish_completion.install "completions/apivet.fish"
  end

  test do
    (testpath/"api.yaml").write("openapi: 3.1.0\n")
    assert_match "info", shell_output("#{bin}/apivet lint --isolated api.yaml", 1)
  end
end
