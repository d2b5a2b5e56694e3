// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "widgets/picture.h"

#include <QWidget>

namespace oriel {

// A picture inside a bytea, decoded off the GUI thread, never enlarged; or why it cannot be shown. GUI thread.
class PictureView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PictureView)
public:
    explicit PictureView(QWidget *parent = nullptr);
    void show(const QByteArray &hex); // "\x8950…"; empty: nothing

Q_SIGNALS:
    void decoded(const QString &facts); // "PNG, 640 × 480"

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void take(const Result<Picture> &picture);

    QImage m_image;
    QString m_words; // instead of a picture
    Job m_decoding;
};

} // namespace oriel
